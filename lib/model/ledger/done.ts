import type { Move } from "../../core/index.ts";
import * as say from "./findings.ts";
import { moved, reachable } from "./moves.ts";
import { type Declared, isWithin, type Ledger, type LedgerFinding } from "./records.ts";

/** What a move that nothing took is looked at with. */
export interface MoveContext {
  readonly moves: readonly Move[];
  readonly declared: ReadonlyMap<string, Declared>;
  readonly constructs: ReadonlySet<string>;
  readonly ledger: Ledger;
  /** The records after the moves, without those of what is new. */
  readonly entries: Ledger["entries"];
}

/**
 * A move of something that still exists beside its new self: what is on record would stay at the old path, and the new one
 * would start empty. It may be one part of a construct whose other parts were moved.
 */
export function clash(move: Move, { declared, ledger, entries }: MoveContext): LedgerFinding | undefined {
  const both = stayingBelow(move, ledger, declared).find(({ target }) => declared.has(target) && !entries.has(target));
  return both && say.both(both.path, both.target, move);
}

/** What is on record below a move's old path and still there, with the path that the move would give it. */
function stayingBelow(move: Move, ledger: Ledger, declared: MoveContext["declared"]) {
  const staying = [...ledger.entries.keys()].filter((path) => isWithin(path, move.from) && declared.has(path));
  return move.from === move.to ? [] : staying.map((path) => ({ path, target: moved(path, move) }));
}

/** What is to be said of a move that nothing on record took. */
export function idle(move: Move, context: MoveContext): LedgerFinding | undefined {
  const { moves, declared, constructs, ledger, entries } = context;
  const { from, to } = move;
  const recorded = [...ledger.entries.keys()];
  if (from === to) return say.pointless(move, recorded);
  const there = stayingBelow(move, ledger, declared);
  if (there.length > 0) {
    if (!there.some(({ target }) => declared.has(target))) return say.unmoved(move);
    const back = moves.some((other) => other.from === to && other.to === from);
    return back ? say.swapped(move) : say.done(move);
  }
  const ends = reachable(from, moves);
  if ([...ends].some((end) => [...entries.keys()].some((path) => isWithin(path, end)))) return say.done(move);
  const isNew = [...declared.values()].some(({ path, external }) => isWithin(path, to) && !external);
  return constructs.has(to) && !isNew ? say.nothingToKeep(move) : say.pointless(move, recorded);
}
