import type { Move } from "../../core/index.ts";
import { sortedBy, variableOfPath } from "../names.ts";
import { clash, idle } from "./done.ts";
import * as say from "./findings.ts";
import { gone } from "./gone.ts";
import { guesses, type Vanished } from "./likely.ts";
import { type End, follow, reachable, stepsFrom } from "./moves.ts";
import type { Declared, Definition, IsThere, Ledger, LedgerEntry, LedgerFinding, VolumeEntry } from "./records.ts";

/** A volume that a move has just led to another path. */
export interface MovedVolume extends VolumeEntry {
  readonly from: string;
  readonly path: string;
}

/** What a ledger and a definition come to. */
export interface AppliedLedger {
  /** The ledger as it is to be once the definition is rendered or applied; with an error among the findings, never. */
  readonly ledger: Ledger;
  /** The volumes that are moved now; not those of earlier times. */
  readonly moved: readonly MovedVolume[];
  /** What is on record and gone from the definition, without a move that leads to something new. */
  readonly vanished: readonly Vanished[];
  readonly findings: readonly LedgerFinding[];
  /** By the present path, the image that a volume's data is of, as it was on record before. */
  readonly images: ReadonlyMap<string, string>;
}

/**
 * Compares a definition's volumes and secrets with the ledger, so that no volume starts empty where there was data, and no
 * secret gets another value where there was one. Pure, and the order of items and moves does not matter.
 *
 * A recorded path that is gone is followed along the moves to the one item of its kind that is not recorded yet, which
 * keeps the recorded place or name. Without one it is an error (HL090; advice, HL097, for a provided secret; nothing for a disposable one), as is a
 * recorded path that now lies elsewhere (HL091), and a move that cannot be carried out, or not without guessing (HL092).
 * HL093 and HL094 are moves that have nothing to do.
 */
export function applyLedger(
  before: Ledger,
  definition: Definition,
  moves: readonly Move[] = [],
  isThere: IsThere = () => undefined,
): AppliedLedger {
  const declared = new Map(definition.declared.map((item) => [item.path, item]));
  const ledger = before.hasSecrets ? before : withEarlierSecrets(before, declared, moves);
  const free = definition.declared.filter(({ path, external }) => !external && !ledger.entries.has(path));
  const entries = new Map<string, LedgerEntry>();
  const arriving: { from: string; by: Move; item: Declared; entry: LedgerEntry }[] = [];
  const vanished: Vanished[] = [];
  const unmoved: Vanished[] = [];
  const elsewhere: { path: string; entry: LedgerEntry; item: Declared }[] = [];
  const stuck: { path: string; entry: LedgerEntry; end: End }[] = [];
  const findings: LedgerFinding[] = [];
  const followed = new Set<Move>();
  const images = new Map<string, string>();
  const noteImage = (path: string, entry: LedgerEntry) => {
    if (entry.kind === "volume" && entry.image !== undefined) images.set(path, entry.image);
  };

  for (const [path, entry] of sortedBy(ledger.entries, ([path]) => path)) {
    const item = declared.get(path);
    if (item?.kind === entry.kind) {
      const isKept = staysAt(entry, item);
      if (!isKept) elsewhere.push({ path, entry, item });
      noteImage(path, entry);
      entries.set(path, isKept ? kept(entry.place, item, entry) : entry);
      continue;
    }
    const way = follow(path, entry.kind, moves, declared, ledger);
    for (const move of way.followed) followed.add(move);
    const [target, second] = way.found;
    const [end] = sortedBy(way.ends, (one) => `${one.why === "missing" ? 1 : 0} ${one.path}`);
    if (target && !second) {
      arriving.push({ from: path, ...target, entry: kept(entry.place, target.item, entry) });
      noteImage(target.item.path, entry);
      continue;
    }
    if (!target && entry.kind === "secret" && entry.disposable) continue;
    vanished.push({ path, entry });
    if (target) findings.push(say.ambiguous(path, entry, way.found));
    else if (end) stuck.push({ path, entry, end });
    else {
      unmoved.push({ path, entry });
      // What somebody provided can be provided again: it is kept on record until it is forgotten, and stops nothing.
      if (entry.class === "provided") entries.set(path, entry);
    }
  }
  for (const { from, by, item, entry } of arriving) {
    const other = arriving.find((one) => one.item.path === item.path && one.from !== from);
    if (other) findings.push(say.twoIntoOne(from, other.from, by));
    entries.set(item.path, entry);
  }
  const absent = new Set(
    [...elsewhere, ...unmoved].filter((one) => isThere(one.entry) === false).map(({ path }) => path),
  );
  findings.push(
    ...elsewhere.map(({ path, entry, item }) => say.changed(path, entry, item, absent)),
    ...say.deadEnds(stuck, free),
    ...gone(guesses(unmoved, free, definition.constructs), free, absent),
  );
  for (const move of sortedBy(moves, ({ from, to }) => `${from} ${to}`)) {
    const around = { moves, declared, constructs: definition.constructs, ledger, entries };
    const finding = clash(move, around) ?? (followed.has(move) ? undefined : idle(move, around));
    if (finding) findings.push(finding);
  }
  const names = namesInUse(entries);
  for (const item of sortedBy(free, ({ path }) => path))
    if (item.used && !entries.has(item.path)) entries.set(item.path, kept(freePlace(item, names), item));
  const moved = arriving.flatMap(({ from, item, entry }) =>
    entry.kind === "volume" ? [{ from, path: item.path, ...entry }] : [],
  );
  const after = { entries: new Map(sortedBy(entries, ([path]) => path)), hasSecrets: true };
  return { ledger: after, moved, vanished, findings, images };
}

function staysAt(entry: LedgerEntry, item: Declared): boolean {
  // A secret's name follows from its path alone: no definition can lay it elsewhere.
  if (entry.kind === "secret") return true;
  return item.place === entry.place || (item.place === entry.insteadOf && !item.external);
}

function kept(place: string, item: Declared, before?: LedgerEntry): LedgerEntry {
  const elsewhere = item.place !== place && !item.external;
  const more = { place, ...(elsewhere && { insteadOf: item.place }) };
  if (item.kind === "volume") {
    const last = before?.kind === "volume" ? before : undefined;
    const [named, image] = [item.named || last?.named, item.image ?? last?.image];
    return {
      kind: item.kind,
      class: item.class,
      ...more,
      ...(named && { named }),
      ...(image !== undefined && { image }),
    };
  }
  const isMade = item.class === "generated" && before?.kind === "secret" && before.made;
  return {
    kind: item.kind,
    class: item.class,
    ...more,
    ...(isMade && { made: true }),
    ...(item.disposable && { disposable: true }),
  };
}

/** The names of moved secrets, which a new secret at an old path would be given once more. */
function namesInUse(entries: ReadonlyMap<string, LedgerEntry>): ReadonlySet<string> {
  const moved = [...entries.values()].filter(({ kind, insteadOf }) => kind === "secret" && insteadOf !== undefined);
  return new Set(moved.map(({ place }) => place));
}

function freePlace({ kind, place }: Declared, taken: ReadonlySet<string>): string {
  if (kind !== "secret") return place;
  for (let name = place, n = 2; ; name = `${place}_${n++}`) if (!taken.has(name)) return name;
}

/**
 * A ledger of a version that recorded no secrets, with those that the moves say were there. Moves of that time led volumes
 * alone, each by its own path: one that leads a secret is new.
 */
function withEarlierSecrets(ledger: Ledger, declared: ReadonlyMap<string, Declared>, moves: readonly Move[]): Ledger {
  const entries = new Map(ledger.entries);
  const backwards = moves.map(({ from, to }) => ({ from: to, to: from }));
  for (const { path, kind, class: source } of declared.values()) {
    if (kind !== "secret") continue;
    for (const origin of origins(path, backwards)) {
      if (!declared.has(origin) && !entries.has(origin))
        entries.set(origin, { kind, class: source, place: variableOfPath(origin) });
    }
  }
  return { ...ledger, entries };
}

/** Where the moves begin that lead to a path. */
function origins(path: string, backwards: readonly Move[]): string[] {
  return [...reachable(path, backwards)].filter((origin) => stepsFrom(origin, backwards).length === 0);
}
