import compare from "damerau-levenshtein";

/**
 * The names that somebody who wrote `wanted` probably meant, nearest first: at most three. Two neighbours in the wrong order
 * are one slip.
 */
export function nearNames(wanted: string, names: readonly string[]): string[] {
  // Nobody mistypes a name of that length, and comparing two takes the product of their lengths.
  if (wanted.length > 200) return [];
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  // It takes at least as many edits as their lengths differ by.
  return names
    .filter((name) => Math.abs(name.length - wanted.length) <= allowed)
    .map((name) => ({ name, distance: compare(wanted.toLowerCase(), name.toLowerCase()).steps }))
    .filter((one) => one.distance <= allowed)
    .sort((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1))
    .slice(0, 3)
    .map((one) => one.name);
}
