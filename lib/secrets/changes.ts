/** A pending change of one secret. `default` is a generated value, which gives way to one that another writer stored first. */
export type SecretChange = { readonly kind: "set" | "default"; readonly value: string } | { readonly kind: "remove" };

/** The entries after the changes; neither argument is touched. An empty value counts as none for a `default`. */
export function applyChanges(
  changes: ReadonlyMap<string, SecretChange>,
  entries: ReadonlyMap<string, string>,
): Map<string, string> {
  const result = new Map(entries);
  for (const [name, change] of changes) {
    if (change.kind === "remove") result.delete(name);
    else if (change.kind === "set" || !result.get(name)) result.set(name, change.value);
  }
  return result;
}

/** Whether both hold the same names and values. */
export function sameEntries(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([name, value]) => b.get(name) === value);
}
