import { literal } from "./text.ts";

/** A map; a list of `key=value` where a key begins with `x-`, which Compose drops from a map as an extension of the format. */
export function assigned<V>(
  map: Readonly<Record<string, V>>,
  value: (item: V) => string,
): Record<string, string> | string[] {
  const entries = Object.entries(mapped(map, value));
  if (!entries.some(([key]) => key.startsWith("x-"))) return Object.fromEntries(entries);
  return entries.map(([key, item]) => `${literal(key)}=${item}`);
}

export function mapped<V, W>(map: Readonly<Record<string, V>>, value: (item: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(map).map(([key, item]) => [key, value(item)]));
}
