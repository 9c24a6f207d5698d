import type { Construct } from "constructs";
import { type Homelab, type Problem, pathOf, Remembered, Secret, sourceOf, Volume } from "../core/index.ts";
import { type AppliedLedger, applyLedger } from "./ledger/apply.ts";
import { recalled } from "./ledger/names.ts";
import type { Declared, IsThere, Ledger, LedgerFinding, Names } from "./ledger/records.ts";
import { declaredPlace, type Place, type PlaceOf } from "./mount.ts";
import { sortedBy, variableOf } from "./names.ts";
import { propsOf } from "./read.ts";
import type { NameOf } from "./usage.ts";

/** Where the volumes of a definition lie, how its secrets are named, and what the ledger had to say to that. */
export interface Places {
  readonly placeOf: PlaceOf;
  readonly nameOf: NameOf;
  /** Absent where no ledger was given. */
  readonly applied: AppliedLedger | undefined;
  readonly problems: readonly Problem[];
}

/** What the ledger is asked with. */
export interface LedgerOptions {
  readonly ledger?: Ledger | undefined;
  readonly isThere?: IsThere | undefined;
  /** The image that a volume's data is of, where it is to be on record. */
  readonly imageOf?: (volume: Volume) => string | undefined;
}

/** Finds each volume's place and each secret's name: those on record, for what the ledger keeps, else the declared ones. */
export function placesOf(
  homelab: Homelab,
  mounted: ReadonlySet<Volume>,
  { ledger, isThere, imageOf = () => undefined }: LedgerOptions,
): Places {
  const found = homelab.node.findAll();
  const remembered = remember(found, ledger, homelab);
  if (ledger === undefined) return { placeOf: declaredPlace, nameOf: variableOf, applied: undefined, problems: [] };
  const volumes = found.filter((one) => one instanceof Volume);
  const secrets = found.filter((one) => one instanceof Secret);
  const declared = [
    ...volumes.map((volume): Declared => {
      const place = declaredPlace(volume);
      const image = imageOf(volume);
      return {
        kind: "volume",
        path: volume.path,
        class: propsOf(volume).class ?? "data",
        place: place.bind ?? place.name,
        ...(place.bind === undefined && propsOf(volume).name !== undefined && { named: true }),
        external: propsOf(volume).external !== undefined,
        used: mounted.has(volume),
        ...(image !== undefined && { image }),
      };
    }),
    // Who uses a secret shows only once every service is read: until then, all are taken for used.
    ...secrets.map(
      (secret): Declared => ({
        kind: "secret",
        path: secret.path,
        class: secret.source.from,
        place: variableOf(secret),
        external: false,
        used: true,
        ...(secret.source.from === "generated" && secret.source.disposable && { disposable: true }),
      }),
    ),
  ];
  const constructs = new Set(found.filter((one) => one !== homelab).map(pathOf));
  const compared = applyLedger(ledger, { declared, constructs }, homelab.moves, isThere);
  const applied = { ...compared, ledger: { ...compared.ledger, ...(remembered.size > 0 && { remembered }) } };
  const placeOf = (volume: Volume): Place => {
    const declared = declaredPlace(volume);
    const entry = applied.ledger.entries.get(volume.path);
    if (entry?.kind !== "volume" || entry.insteadOf === undefined) return declared;
    if (!entry.place.startsWith("/")) return { name: entry.place };
    return { ...declared, bind: entry.place };
  };
  const nameOf = (secret: Secret): string => {
    const entry = applied.ledger.entries.get(secret.path);
    return entry?.kind === "secret" ? entry.place : variableOf(secret);
  };
  return { placeOf, nameOf, applied, problems: applied.findings.map((finding) => problemOf(finding, homelab)) };
}

/** Has each component told what it made in earlier definitions. Returns what is to be on record of that. */
function remember(found: readonly Construct[], ledger: Ledger | undefined, { moves }: Homelab): Names {
  const all = found.filter((one) => one instanceof Remembered);
  const paths = all.map(({ path }) => path);
  const before = recalled(ledger?.remembered, paths, moves);
  const names = all.map((one): [string, readonly string[]] => [one.path, one.recall(before.get(one.path) ?? [])]);
  return new Map(sortedBy(names, ([path]) => path).filter(([, some]) => some.length > 0));
}

/** An applied ledger without the secrets that are new and that no service uses: they are not rendered either. */
export function withoutUnused(applied: AppliedLedger, before: Ledger, used: ReadonlySet<string>): AppliedLedger {
  const isUnused = (path: string) => !before.entries.has(path) && !used.has(path);
  const entries = [...applied.ledger.entries].filter(
    ([path, { kind, insteadOf }]) => kind !== "secret" || insteadOf !== undefined || !isUnused(path),
  );
  return { ...applied, ledger: { ...applied.ledger, entries: new Map(entries) } };
}

function problemOf({ at, ...problem }: LedgerFinding, homelab: Homelab): Problem {
  const source = lineOf(at ?? problem.path, homelab);
  return { ...problem, ...(source !== undefined && { source }) };
}

/** The line of a move, or of the construct that is nearest to a path: itself, else what stood above it. */
function lineOf(at: string | { readonly from: string; readonly to: string }, homelab: Homelab): string | undefined {
  if (typeof at !== "string") {
    const touching = homelab.moves.filter((move) => move.from === at.from || move.to === at.to);
    const move = touching.find((one) => one.from === at.from && one.to === at.to) ?? touching[0];
    return move && sourceOf(move);
  }
  const constructs = homelab.node.findAll();
  for (let path = at; path !== ""; path = path.slice(0, Math.max(0, path.lastIndexOf("/")))) {
    // The outermost of those with one path comes first: it is the one that the user wrote.
    const construct = constructs.find((one) => one !== homelab && pathOf(one) === path);
    if (construct) return sourceOf(construct);
  }
  return sourceOf(homelab);
}
