import type { Move } from "../../core/index.ts";
import { reachable } from "./moves.ts";
import type { Names } from "./records.ts";

/** What the ledger has for each of these paths: under its own, or under one that the moves led here from. */
export function recalled(before: Names = new Map(), paths: readonly string[], moves: readonly Move[]): Names {
  const all = new Map(paths.map((path): [string, string[]] => [path, []]));
  for (const [path, names] of before) {
    const ends = all.has(path) ? [path] : reachable(path, moves);
    for (const end of ends) all.get(end)?.push(...names);
  }
  return new Map([...all].map(([path, names]) => [path, [...new Set(names)].sort()]));
}
