/**
 * The paths of all texts of a model, keys among them, that no program could be given: with NUL, which ends a text for the
 * system, or with half of a surrogate pair, which UTF-8 cannot hold (RFC 3629 section 3).
 */
export function unwritable(data: unknown, path: readonly string[] = []): (readonly string[])[] {
  if (typeof data === "string") return isWritable(data) ? [] : [path];
  if (typeof data !== "object" || data === null) return [];
  return Object.entries(data).flatMap(([key, value]) => [
    ...(isWritable(key) ? [] : [[...path, key]]),
    ...unwritable(value, [...path, key]),
  ]);
}

function isWritable(text: string): boolean {
  return !/[\0\p{Cs}]/u.test(text);
}
