/** Leaves out what is undefined or empty: absent and empty mean the same in Compose, for each key but those `kept`. */
export function pruned(
  object: Readonly<Record<string, unknown>>,
  kept: readonly string[] = [],
): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([key, value]) => kept.includes(key) || !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined) return true;
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
