import type { Code, Level, Move, VolumeClass } from "../core/index.ts";
import * as say from "./ledger-findings.ts";
import { sortedBy } from "./names.ts";

/** What is recorded of one volume. */
export interface LedgerEntry {
  readonly class: VolumeClass;
  /** The volume's name on the engine; or, beginning with `/`, the folder of the host that stands in its place. */
  readonly place: string;
  /** The place that the definition alone would give it; absent where that is the same. Only a moved volume has it. */
  readonly insteadOf?: string;
}

/** The names ledger: every volume that was ever rendered or applied, by its construct path. */
export type Ledger = ReadonlyMap<string, LedgerEntry>;

/** A volume as the definition has it. */
export interface DeclaredVolume {
  readonly path: string;
  readonly class: VolumeClass;
  /** Where it lies if nothing keeps it elsewhere, written as {@link LedgerEntry.place} is. */
  readonly place: string;
  /** Whether it is somebody else's, and so never recorded. */
  readonly external: boolean;
  /** Whether some service mounts it: only then is it rendered, and newly recorded. */
  readonly mounted: boolean;
}

/** What is wrong between a ledger and a definition. */
export interface LedgerFinding {
  readonly code: Code;
  readonly level: Level;
  readonly path: string;
  readonly message: string;
  readonly exists?: readonly string[];
  readonly fix: string;
  /** The move that it is about, or the path of the volume whose line helps most. Default: the nearest construct above `path`. */
  readonly at?: Move | string;
}

/** A volume that a move has just led to another path. */
export interface MovedVolume extends LedgerEntry {
  readonly from: string;
  readonly path: string;
}

/** What a ledger and a definition come to. */
export interface AppliedLedger {
  /** The ledger as it is to be once the definition is rendered or applied; with an error among the findings, never. */
  readonly ledger: Ledger;
  /** The volumes that are moved now; not those of earlier times. */
  readonly moved: readonly MovedVolume[];
  readonly findings: readonly LedgerFinding[];
}

/**
 * Holds a definition's volumes against the ledger, so that none starts empty where there was data. Pure, and the order of
 * volumes and moves does not matter.
 *
 * A recorded path that is gone is followed along the moves to the one volume that is not recorded yet, which keeps the
 * recorded place. Without one it is an error (HL090), as is a recorded path that now lies elsewhere (HL091), and a move
 * that cannot be carried out, or not without guessing (HL092). HL093 and HL094 are moves that have nothing to do.
 */
export function applyLedger(
  ledger: Ledger,
  volumes: readonly DeclaredVolume[],
  moves: readonly Move[] = [],
): AppliedLedger {
  const declared = new Map(volumes.map((volume) => [volume.path, volume]));
  const targets = targetsOf(moves);
  const free = [...declared.values()].filter(({ path, external }) => !external && !ledger.has(path));
  const entries = new Map<string, LedgerEntry>();
  const moved: MovedVolume[] = [];
  const findings: LedgerFinding[] = [];
  const followed = new Set<string>();

  for (const [path, entry] of sortedBy(ledger, ([path]) => path)) {
    const volume = declared.get(path);
    if (volume) {
      const isKept = volume.place === entry.place || (volume.place === entry.insteadOf && !volume.external);
      if (!isKept) findings.push(say.changed(path, entry, volume));
      entries.set(path, isKept ? kept(entry.place, volume) : entry);
      continue;
    }
    const way = follow(path, targets, declared, ledger);
    for (const step of way.steps) followed.add(step);
    const [target, second] = way.found;
    if (target === undefined) findings.push(say.vanished(path, entry, way, free));
    else if (second !== undefined) findings.push(say.ambiguous(path, way.found));
    else moved.push({ from: path, path: target.path, ...kept(entry.place, target) });
  }
  for (const { from, path, ...entry } of moved) {
    const other = moved.find((one) => one.path === path && one.from !== from);
    if (other) findings.push(say.twoIntoOne(from, other.from, path));
    entries.set(path, entry);
  }
  for (const move of sortedBy(moves, ({ from, to }) => `${from} ${to}`)) {
    if (followed.has(move.from)) continue;
    const finding = idle(move, { moves, targets, declared, ledger, entries });
    if (finding) findings.push(finding);
  }
  for (const volume of free)
    if (volume.mounted && !entries.has(volume.path)) entries.set(volume.path, kept(volume.place, volume));
  return { ledger: new Map(sortedBy(entries, ([path]) => path)), moved, findings };
}

function kept(place: string, volume: DeclaredVolume): LedgerEntry {
  const elsewhere = volume.place !== place && !volume.external;
  return { class: volume.class, place, ...(elsewhere && { insteadOf: volume.place }) };
}

type Targets = ReadonlyMap<string, readonly string[]>;

function targetsOf(moves: readonly Move[]): Targets {
  const targets = new Map<string, string[]>();
  for (const { from, to } of moves) targets.set(from, [...(targets.get(from) ?? []), to]);
  return targets;
}

/** Where the moves lead from a path that is gone. */
export interface Way {
  /** The volumes it reaches that have no record yet. Of several, nothing says which it is. */
  readonly found: readonly DeclaredVolume[];
  /** The paths passed through, the first one included. */
  readonly steps: readonly string[];
  /** The paths it ended at where there is no volume, one that is recorded, or somebody else's. */
  readonly ends: readonly { readonly path: string; readonly why: "missing" | "recorded" | "external" }[];
}

/**
 * Whatever exists or is recorded ends a way: what is there has a history of its own, and a move to it is one of earlier
 * times. All that can be reached is looked at, not only the nearest: a done move that is still in the code must not
 * lead a volume to another's place without a word.
 */
function follow(start: string, targets: Targets, declared: ReadonlyMap<string, DeclaredVolume>, ledger: Ledger): Way {
  const seen = new Set([start]);
  const steps: string[] = [start];
  const found: DeclaredVolume[] = [];
  const ends: Way["ends"][number][] = [];
  for (const step of steps) {
    for (const path of targets.get(step) ?? []) {
      if (seen.has(path)) continue;
      seen.add(path);
      const volume = declared.get(path);
      if (volume?.external) ends.push({ path, why: "external" });
      else if (ledger.has(path)) ends.push({ path, why: "recorded" });
      else if (volume) found.push(volume);
      else {
        steps.push(path);
        if (!targets.has(path)) ends.push({ path, why: "missing" });
      }
    }
  }
  return { found: sortedBy(found, ({ path }) => path), steps, ends };
}

interface Around {
  readonly moves: readonly Move[];
  readonly targets: Targets;
  readonly declared: ReadonlyMap<string, DeclaredVolume>;
  readonly ledger: Ledger;
  /** The records after the moves, without those of new volumes. */
  readonly entries: Ledger;
}

/** What is to be said of a move that no recorded volume took. */
function idle(move: Move, { moves, targets, declared, ledger, entries }: Around): LedgerFinding | undefined {
  const { from, to } = move;
  if (from === to) return say.pointless(move, [...ledger.keys()]);
  if (declared.has(from) && ledger.has(from)) {
    if (!declared.has(to)) return say.unmoved(move);
    if (!entries.has(to)) return say.both(move);
    const back = moves.some((other) => other.from === to && other.to === from);
    return back ? say.swapped(move) : say.done(move);
  }
  return leadsTo(from, targets, entries) ? say.done(move) : say.pointless(move, [...ledger.keys()]);
}

function leadsTo(start: string, targets: Targets, entries: Ledger): boolean {
  const seen = new Set([start]);
  for (const path of seen) {
    if (path !== start && entries.has(path)) return true;
    for (const target of targets.get(path) ?? []) seen.add(target);
  }
  return false;
}
