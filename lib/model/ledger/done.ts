import type { Move } from "../../core/index.ts";
import * as say from "./findings.ts";
import { moved, reachable } from "./moves.ts";
import { type Declared, isWithin, type Ledger, type LedgerFinding } from "./records.ts";

/** What a move that nothing took is looked at with. */
export interface Around {
  readonly moves: readonly Move[];
  readonly declared: ReadonlyMap<string, Declared>;
  readonly constructs: ReadonlySet<string>;
  readonly ledger: Ledger;
  /** The records after the moves, without those of what is new. */
  readonly entries: Ledger["entries"];
}

/** What is to be said of a move that nothing on record took. */
export function idle(move: Move, around: Around): LedgerFinding | undefined {
  const { moves, declared, constructs, ledger, entries } = around;
  const { from, to } = move;
  const recorded = [...ledger.entries.keys()];
  if (from === to) return say.pointless(move, recorded);
  const staying = recorded.filter((path) => isWithin(path, from) && declared.has(path));
  if (staying.length > 0) {
    const there = staying.map((path) => ({ path, target: moved(path, move) }));
    const clash = there.find(({ target }) => declared.has(target) && !entries.has(target));
    if (clash) return say.both(clash.path, clash.target, move);
    if (!there.some(({ target }) => declared.has(target))) return say.unmoved(move);
    const back = moves.some((other) => other.from === to && other.to === from);
    return back ? say.swapped(move) : say.done(move);
  }
  const ends = reachable(from, moves);
  if ([...ends].some((end) => [...entries.keys()].some((path) => isWithin(path, end)))) return say.done(move);
  const isNew = [...declared.values()].some(({ path, external }) => isWithin(path, to) && !external);
  return constructs.has(to) && !isNew ? say.nothingToKeep(move) : say.pointless(move, recorded);
}
