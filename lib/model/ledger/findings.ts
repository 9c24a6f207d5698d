import type { Move } from "../../core/index.ts";
import { sortedBy } from "../names.ts";
import type { Vanished } from "./likely.ts";
import type { End, Trail } from "./moves.ts";
import type { Declared, LedgerEntry, LedgerFinding } from "./records.ts";

// What is said about volumes, secrets and moves that do not fit the names ledger. Each names the old and the new.

/** HL092 for each move that leads what is on record to where nothing can take it. */
export function deadEnds(
  stuck: readonly { readonly path: string; readonly entry: LedgerEntry; readonly end: End }[],
  free: readonly Declared[],
): LedgerFinding[] {
  const keyOf = ({ end }: (typeof stuck)[number]) => `${end.by.from} ${end.by.to} ${end.why}`;
  const groups = [...new Set(stuck.map(keyOf))].map((key) => stuck.filter((one) => keyOf(one) === key));
  return groups.flatMap((group) => {
    const [first] = group;
    if (!first) return [];
    const { by, why } = first.end;
    const ends = group.map(({ end }) => `"${end.path}"`).join(", ");
    const kinds = [...new Set(group.map(({ entry }) => entry.kind))].join(" or ");
    const what = {
      missing: `there is no ${kinds} ${ends}`,
      recorded: `${ends} ${group.length === 1 ? "has a record of its own" : "have records of their own"}`,
      external: `${ends} is external, and so somebody else's`,
    }[why];
    const path = group.length === 1 ? first.path : by.from;
    return [
      {
        code: "HL092",
        level: "error",
        path,
        message: `"${by.from}", with ${spellAll(group)} on record, is moved to "${by.to}", and ${what}`,
        exists: free.map((one) => one.path),
        fix:
          why === "recorded"
            ? `move it to one that is new; if what ${ends} has may go, first \`homelab forget ${group.map(({ end }) => end.path).join(" ")}\``
            : `correct the path in \`moved\`; if it may go, \`homelab forget ${path}\``,
        at: by,
      } as const,
    ];
  });
}

/** HL092: the moves lead from one path to several without a record. */
export function ambiguous(path: string, entry: LedgerEntry, found: Trail["found"]): LedgerFinding {
  const names = found.map(({ item }) => `"${item.path}"`).join(" and ");
  return {
    code: "HL092",
    level: "error",
    path,
    message: `the ${entry.kind} is moved to ${names} at once`,
    fix: "leave the moves that are meant, and remove the others: those of earlier renderings are on record",
    ...(found[0] && { at: found[0].by }),
  };
}

/** HL092 */
export function twoIntoOne(from: string, other: string, by: Move): LedgerFinding {
  return {
    code: "HL092",
    level: "error",
    path: from,
    message: `it is moved by \`moved("${by.from}", "${by.to}")\` to where "${other}" is moved too`,
    fix: "give each a path of its own",
    at: by,
  };
}

/** HL091. `absent` has the paths of all that is on record and does not exist. */
export function changed(path: string, entry: LedgerEntry, item: Declared, absent: ReadonlySet<string>): LedgerFinding {
  const common = { code: "HL091", level: "error", path, at: path } as const;
  const keep = item.external ? "leave out `external`" : keeping(entry, item);
  if (absent.has(path)) {
    return {
      ...common,
      message: `${spell(entry)} is on record and does not exist on this Docker host, and the definition now lays it in ${spell(item)}`,
      fix: `${forgetting(absent)}; then keep it where it is (${keep})`,
    };
  }
  return {
    ...common,
    message: `its data is in ${spell(entry)}, and the definition now lays it in ${spell(item)}, where it would start empty`,
    fix: `keep it where it is (${keep}); or copy the data over yourself, then \`homelab forget ${path}\``,
  };
}

/** That none of this exists, as the host and the store say. */
export function absence(entries: readonly LedgerEntry[]): string {
  const isThere = (kind: LedgerEntry["kind"]) => entries.some((entry) => entry.kind === kind);
  const where = [...(isThere("volume") ? ["on this Docker host"] : []), ...(isThere("secret") ? ["in the store"] : [])];
  return `${entries.length === 1 ? "which does not exist" : "none of which exists"} ${where.join(" or ")}`;
}

/** The one command line for all that does not exist. The host that was asked may be another than the one that it ran on. */
export function forgetting(absent: ReadonlySet<string>): string {
  return `\`homelab forget ${sortedBy(absent, (path) => path).join(" ")}\`, unless it ran on another Docker host`;
}

/** What a volume says to stay where its data is. */
function keeping(entry: LedgerEntry, item: Declared): string {
  const { place } = entry;
  if (place.startsWith("/")) return `\`storage: { path: ${JSON.stringify(place)} }\``;
  const isNamed = [entry, item].some((one) => one.kind === "volume" && one.named);
  return [
    ...(isNamed ? [`\`name: ${JSON.stringify(place)}\``] : []),
    ...(isNamed && !item.place.startsWith("/") ? [] : ['`storage: "named"`']),
  ].join(" and ");
}

/** HL092: the old path still exists beside the new one. */
export function both(from: string, to: string, move: Move): LedgerFinding {
  return {
    code: "HL092",
    level: "error",
    path: to,
    message: `"${from}" is moved here, and still exists there`,
    fix: "remove the old one from the definition, or remove the move",
    at: move,
  };
}

/** HL093: a move of what is still where it was. */
export function unmoved(move: Move): LedgerFinding {
  return {
    code: "HL093",
    level: "warning",
    path: move.from,
    message: `it is moved to "${move.to}", where nothing could take what it has, and it still exists here`,
    fix: "correct the paths in `moved`, or remove it",
    at: move,
  };
}

/** HL092: two that are moved into each other's place, both of them there. */
export function swapped(move: Move): LedgerFinding {
  return {
    code: "HL092",
    level: "error",
    path: move.from,
    message: `it and "${move.to}" are moved to each other's path, which takes three steps: in one, each would start with the other's data or none`,
    fix: "remove both moves; then move one to a new path and apply that, move the other one, and move the first to its place",
    at: move,
  };
}

/** HL093: nothing is recorded at the path or below it. */
export function pointless(move: Move, recorded: readonly string[]): LedgerFinding {
  return {
    code: "HL093",
    level: "warning",
    path: move.to,
    message: `"${move.from}" is moved here, and nothing of that path is on record`,
    exists: ancestorsOf(recorded),
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

/** HL094: a move of a construct that neither had a volume or secret nor has one now. */
export function nothingToKeep(move: Move): LedgerFinding {
  return {
    code: "HL094",
    level: "advice",
    path: move.to,
    message: `"${move.from}" is moved here, and has neither a volume nor a secret to keep`,
    fix: "the `moved` may go",
    at: move,
  };
}

/** Every path that a move could name: what is on record, and what it stands in. */
function ancestorsOf(paths: readonly string[]): string[] {
  const all = paths.flatMap((path) =>
    path.split("/").map((_, index, ids) => ids.slice(0, ids.length - index).join("/")),
  );
  return sortedBy(new Set(all), (path) => path);
}

/** `the volume nextcloud_data (data) and the secrets NEXTCLOUD_A, NEXTCLOUD_B`. */
export function spellAll(items: readonly Vanished[]): string {
  const volumes = items.flatMap(({ entry }) => (entry.kind === "volume" ? [`${spell(entry)} (${entry.class})`] : []));
  const secrets = items.flatMap(({ entry }) => (entry.kind === "secret" ? [entry.place] : []));
  const named = secrets.length === 0 ? [] : [`the secret${secrets.length === 1 ? "" : "s"} ${secrets.join(", ")}`];
  return [...volumes, ...named].join(", ");
}

export function spell({ kind, place }: Pick<LedgerEntry, "kind" | "place">): string {
  if (kind === "secret") return `the secret ${place}`;
  return place.startsWith("/") ? `the folder ${place}` : `the volume ${place}`;
}
