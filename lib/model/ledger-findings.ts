import type { Move } from "../core/index.ts";
import type { DeclaredVolume, LedgerEntry, LedgerFinding, Way } from "./ledger.ts";
import { sortedBy } from "./names.ts";

// What is said about volumes and moves that do not fit the names ledger. Each names the old and the new.

/** HL090, or HL092 where moves begin at the path and lead nowhere. */
export function vanished(path: string, entry: LedgerEntry, way: Way, free: readonly DeclaredVolume[]): LedgerFinding {
  const [end] = sortedBy(way.ends, (one) => `${one.why === "missing" ? 1 : 0} ${one.path}`);
  if (end) return deadEnd(path, entry, end, free);
  const [likely] = likelyPaths(path, entry, free);
  const message = `the volume is gone from the definition, and its data is in ${spell(entry.place)} (${entry.class})`;
  const forget = `if the data may go, \`homelab forget ${path}\``;
  if (likely === undefined) {
    const fix = `bring it back; if it has another path now, say so with \`lab.moved("${path}", "the/new/path")\`; ${forget}`;
    return { code: "HL090", level: "error", path, message, fix };
  }
  return {
    code: "HL090",
    level: "error",
    path,
    message: `${message}; "${likely.path}" is new, and would ${likely.place === entry.place ? "take that over" : `start empty in ${spell(likely.place)}`}`,
    exists: free.map((one) => one.path),
    fix: `if it is the same volume, add \`lab.moved("${path}", "${likely.path}")\`; ${forget}`,
    at: likely.path,
  };
}

/** The new volumes that a vanished one may have become, the likeliest first. */
function likelyPaths(path: string, entry: LedgerEntry, free: readonly DeclaredVolume[]): DeclaredVolume[] {
  const last = (one: string) => one.split("/").at(-1);
  const rank = (one: DeclaredVolume): number => {
    if (one.place === entry.place) return 0;
    if (one.class === entry.class && last(one.path) === last(path)) return 1;
    if (one.class === entry.class && one.path.split("/")[0] === path.split("/")[0]) return 2;
    return one.class === entry.class ? 3 : 4;
  };
  return sortedBy(
    free.filter((one) => rank(one) < 4),
    (one) => `${rank(one)} ${one.path}`,
  );
}

function deadEnd(
  path: string,
  entry: LedgerEntry,
  end: Way["ends"][number],
  free: readonly DeclaredVolume[],
): LedgerFinding {
  const what = {
    missing: `there is no volume "${end.path}"`,
    recorded: `"${end.path}" has data of its own on record`,
    external: `"${end.path}" is external, and so somebody else's`,
  }[end.why];
  return {
    code: "HL092",
    level: "error",
    path,
    message: `the volume, whose data is in ${spell(entry.place)}, is moved to "${end.path}", and ${what}`,
    exists: free.map((one) => one.path),
    fix:
      end.why === "recorded"
        ? `move it to a volume that is new; if the data of "${end.path}" may go, first \`homelab forget ${end.path}\``
        : `correct the path in \`moved\`; if the data may go, \`homelab forget ${path}\``,
    at: { from: path, to: end.path },
  };
}

/** HL092: the moves lead from one path to several volumes without a record. */
export function ambiguous(path: string, found: readonly DeclaredVolume[]): LedgerFinding {
  const names = found.map((one) => `"${one.path}"`).join(" and ");
  return {
    code: "HL092",
    level: "error",
    path,
    message: `the volume is moved to ${names} at once`,
    fix: "leave the moves that are meant, and remove the others: those of earlier renderings are on record",
    at: { from: path, to: found[0]?.path ?? "" },
  };
}

/** HL092 */
export function twoIntoOne(from: string, other: string, to: string): LedgerFinding {
  return {
    code: "HL092",
    level: "error",
    path: from,
    message: `it is moved to "${to}", and so is "${other}"`,
    fix: "give each a volume of its own",
    at: { from, to },
  };
}

/** HL091 */
export function changed(path: string, entry: LedgerEntry, volume: DeclaredVolume): LedgerFinding {
  return {
    code: "HL091",
    level: "error",
    path,
    message: `its data is in ${spell(entry.place)}, and the definition now lays it in ${spell(volume.place)}, where it would start empty`,
    fix: `keep it where it is (${volume.external ? "leave out `external`" : keeping(entry.place)}); or copy the data over yourself, then \`homelab forget ${path}\``,
    at: path,
  };
}

function keeping(place: string): string {
  return place.startsWith("/") ? `\`storage: { path: ${JSON.stringify(place)} }\`` : '`storage: "named"`';
}

/** HL092: the old path still exists beside the new one. */
export function both(move: Move): LedgerFinding {
  return {
    code: "HL092",
    level: "error",
    path: move.to,
    message: `"${move.from}" is moved here, and still exists there`,
    fix: "remove the old volume from the definition, or remove the move",
    at: move,
  };
}

/** HL093: a move of a volume that is still where it was. */
export function unmoved(move: Move): LedgerFinding {
  return {
    code: "HL093",
    level: "warning",
    path: move.from,
    message: `it is moved to "${move.to}", where no volume is, and it still exists here`,
    fix: "correct the paths in `moved`, or remove it",
    at: move,
  };
}

/** HL093: two volumes that are moved into each other's place, both of them there. */
export function swapped(move: Move): LedgerFinding {
  return {
    code: "HL093",
    level: "warning",
    path: move.from,
    message: `it and "${move.to}" are moved to each other's path, and each keeps its data where it is`,
    fix: "remove both moves; to let two volumes change places, move one to a new path, render, then go on",
    at: move,
  };
}

/** HL093: nothing is recorded of the path. */
export function pointless(move: Move, recorded: readonly string[]): LedgerFinding {
  return {
    code: "HL093",
    level: "warning",
    path: move.to,
    message: `"${move.from}" is moved here, and no volume of that path was ever rendered`,
    exists: recorded,
    fix: "correct the path in `moved`, or remove it",
    at: move,
  };
}

/** HL094 */
export function done(move: Move): LedgerFinding {
  return {
    code: "HL094",
    level: "advice",
    path: move.to,
    message: `"${move.from}" was moved here, and the ledger has it`,
    fix: "the `moved` may go",
    at: move,
  };
}

function spell(place: string): string {
  return place.startsWith("/") ? `the folder ${place}` : `the volume ${place}`;
}
