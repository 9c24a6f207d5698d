import type { Move } from "../../core/index.ts";
import { sortedBy } from "../names.ts";
import { type Declared, isWithin, type Ledger, type LedgerEntry } from "./records.ts";

// A move of a construct is one of everything below it: a path is led on by the move of the nearest construct at or above it.

/** A path, and the move that led there. */
interface Step {
  readonly path: string;
  readonly by: Move;
}

/** Where the moves lead from a path that is gone. */
export interface Trail {
  /** What it reaches that has no record yet. Of several, nothing says which it is. */
  readonly found: readonly { readonly item: Declared; readonly by: Move }[];
  /** The moves that were followed. */
  readonly followed: readonly Move[];
  /** Where it ended without finding anything. */
  readonly ends: readonly End[];
}

export interface End extends Step {
  /** There is nothing of its kind; what is there is recorded; or it is somebody else's. */
  readonly why: "missing" | "recorded" | "external";
}

/** Where the moves lead a path in one step. Of moves of several constructs above it, the nearest one's count. */
export function stepsFrom(path: string, moves: readonly Move[]): Step[] {
  const leading = moves.filter(({ from, to }) => from !== to && isWithin(path, from));
  const nearest = Math.max(0, ...leading.map(({ from }) => from.length));
  return leading.filter(({ from }) => from.length === nearest).map((by) => ({ path: moved(path, by), by }));
}

/** The path that a move gives to one at or below its `from`. */
export function moved(path: string, { from, to }: Move): string {
  return to + path.slice(from.length);
}

/** All paths that the moves lead to from one, without it. A move into its own subtree is followed as deep as anything can lie. */
export function reachable(start: string, moves: readonly Move[]): Set<string> {
  const depth = deepest([start, ...moves.flatMap(({ from, to }) => [from, to])]) * 2;
  const seen = new Set([start]);
  for (const path of seen)
    for (const step of stepsFrom(path, moves)) if (depthOf(step.path) <= depth) seen.add(step.path);
  seen.delete(start);
  return seen;
}

/**
 * Whatever exists or is recorded ends a way: what is there has a history of its own, and a move to it is one of earlier
 * times. All that can be reached is looked at, not only the nearest: a done move that is still in the code must not
 * lead data to another's place in silence.
 */
export function follow(
  start: string,
  kind: LedgerEntry["kind"],
  moves: readonly Move[],
  declared: ReadonlyMap<string, Declared>,
  { entries }: Ledger,
): Trail {
  const depth = deepest([start, ...declared.keys(), ...moves.flatMap(({ from, to }) => [from, to])]) * 2;
  const seen = new Set([start]);
  const followed = new Set<Move>();
  const found: Trail["found"][number][] = [];
  const ends: End[] = [];
  const queue = [start];
  for (const one of queue) {
    for (const { path, by } of stepsFrom(one, moves)) {
      followed.add(by);
      if (seen.has(path) || depthOf(path) > depth) continue;
      seen.add(path);
      const there = declared.get(path);
      const item = there?.kind === kind ? there : undefined;
      if (item?.external) ends.push({ path, by, why: "external" });
      else if (entries.has(path)) ends.push({ path, by, why: "recorded" });
      else if (item) found.push({ item, by });
      else {
        queue.push(path);
        if (stepsFrom(path, moves).length === 0) ends.push({ path, by, why: "missing" });
      }
    }
  }
  return { found: sortedBy(found, ({ item }) => item.path), followed: [...followed], ends };
}

function deepest(paths: readonly string[]): number {
  return Math.max(...paths.map(depthOf));
}

function depthOf(path: string): number {
  return path.split("/").length;
}
