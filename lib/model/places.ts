import { type Homelab, type Problem, pathOf, sourceOf, Volume } from "../core/index.ts";
import { type AppliedLedger, applyLedger, type DeclaredVolume, type Ledger, type LedgerFinding } from "./ledger.ts";
import { declaredPlace, type Place, type PlaceOf } from "./mount.ts";

/** Where the volumes of a definition lie, and what the ledger had to say to that. */
export interface Places {
  readonly placeOf: PlaceOf;
  /** Absent where no ledger was given. */
  readonly applied: AppliedLedger | undefined;
  readonly problems: readonly Problem[];
}

/** Finds each volume's place: the one on record, for a volume that the ledger keeps, else the one that is declared. */
export function placesOf(homelab: Homelab, mounted: ReadonlySet<Volume>, ledger: Ledger | undefined): Places {
  if (ledger === undefined) return { placeOf: declaredPlace, applied: undefined, problems: [] };
  const found = homelab.node.findAll().filter((one) => one instanceof Volume);
  const volumes = found.map((volume): DeclaredVolume => {
    const place = declaredPlace(volume);
    return {
      path: volume.path,
      class: volume.props.class,
      place: place.bind ?? place.name,
      external: volume.props.external !== undefined,
      mounted: mounted.has(volume),
    };
  });
  const applied = applyLedger(ledger, volumes, homelab.moves);
  const placeOf = (volume: Volume): Place => {
    const declared = declaredPlace(volume);
    const entry = applied.ledger.get(volume.path);
    if (entry?.insteadOf === undefined) return declared;
    if (!entry.place.startsWith("/")) return { name: entry.place };
    return { ...declared, bind: entry.place };
  };
  return { placeOf, applied, problems: applied.findings.map((finding) => problemOf(finding, homelab)) };
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
