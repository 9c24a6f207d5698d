import type { Code, Level, Move, VolumeClass } from "../../core/index.ts";

/** What is recorded of one volume. */
export interface VolumeEntry {
  readonly kind: "volume";
  readonly class: VolumeClass;
  /** The volume's name on the engine; or, beginning with `/`, the folder of the host that stands in its place. */
  readonly place: string;
  /** Whether a definition gave it a name on the engine that does not follow from its path. */
  readonly named?: true;
  /** The image that its data is of, where what is known of that image says from which version it may come to which. */
  readonly image?: string;
  /** The place that the definition alone would give it; absent where that is the same. Only a moved one has it. */
  readonly insteadOf?: string;
}

/** What is recorded of one secret; never its value. */
export interface SecretEntry {
  readonly kind: "secret";
  readonly class: "generated" | "provided";
  /** That the store had a generated value: if it is gone, another one would not fit the data that was made with it. */
  readonly made?: true;
  /** That nothing depends on its value: it may vanish. */
  readonly disposable?: true;
  /** Its name in the store and in `.env`: `NEXTCLOUD_POSTGRES_PASSWORD`. */
  readonly place: string;
  /** The name that the definition alone would give it; absent where that is the same. */
  readonly insteadOf?: string;
}

export type LedgerEntry = VolumeEntry | SecretEntry;

/** The names ledger: every volume and every secret that was ever rendered or applied. */
export interface Ledger {
  /** By construct path. */
  readonly entries: ReadonlyMap<string, LedgerEntry>;
  /** Whether secrets are on record: earlier versions recorded volumes alone. */
  readonly hasSecrets: boolean;
  /** What components have made in their apps' data, by the path of what remembers it. Default: nothing. */
  readonly remembered?: Names;
}

/** Sorted names, by a construct's path. */
export type Names = ReadonlyMap<string, readonly string[]>;

/** The ledger of a homelab that was never rendered. */
export const emptyLedger: Ledger = { entries: new Map(), hasSecrets: false };

/** A volume or a secret as the definition has it. */
export type Declared = (Omit<VolumeEntry, "insteadOf"> | Omit<SecretEntry, "insteadOf" | "made">) & {
  readonly path: string;
  /** Whether it is somebody else's, and so never recorded. */
  readonly external: boolean;
  /** Whether some service uses it: only then is it rendered, and newly recorded. */
  readonly used: boolean;
};

/** All of a definition that a ledger is compared with. */
export interface Definition {
  readonly declared: readonly Declared[];
  /** The paths of all constructs. */
  readonly constructs: ReadonlySet<string>;
}

/** Whether what is on record is really there, on the host or in the store; undefined where nobody could be asked. */
export type IsThere = (entry: LedgerEntry) => boolean | undefined;

/** What is wrong between a ledger and a definition. */
export interface LedgerFinding {
  readonly code: Code;
  readonly level: Level;
  readonly path: string;
  readonly message: string;
  readonly exists?: readonly string[];
  readonly fix: string;
  /** The move that it is about, or the path of the construct whose line helps most. Default: the nearest construct above `path`. */
  readonly at?: Move | string;
}

/** A ledger that knows which generated secrets have a value. What it knew before stays. */
export function withMade(ledger: Ledger, hasValue: (name: string) => boolean): Ledger {
  const entries = [...ledger.entries].map(([path, entry]): [string, LedgerEntry] => {
    const isMade = entry.kind === "secret" && entry.class === "generated" && hasValue(entry.place);
    return [path, isMade ? { ...entry, made: true } : entry];
  });
  return { ...ledger, entries: new Map(entries) };
}

/** A ledger whose generated secrets may all be made again. */
export function withoutMade(ledger: Ledger): Ledger {
  const entries = [...ledger.entries].map(([path, entry]): [string, LedgerEntry] => {
    if (entry.kind !== "secret") return [path, entry];
    const { made: _, ...rest } = entry;
    return [path, rest];
  });
  return { ...ledger, entries: new Map(entries) };
}

/** Whether a path is another's or lies below it. */
export function isWithin(path: string, above: string): boolean {
  return path === above || path.startsWith(`${above}/`);
}
