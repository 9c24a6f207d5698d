import type { Code, Level, Move, VolumeClass } from "../../core/index.ts";

/** What is recorded of one volume. */
export interface VolumeEntry {
  readonly kind: "volume";
  readonly class: VolumeClass;
  /** The volume's name on the engine; or, beginning with `/`, the folder of the host that stands in its place. */
  readonly place: string;
  /** The place that the definition alone would give it; absent where that is the same. Only a moved one has it. */
  readonly insteadOf?: string;
}

/** What is recorded of one secret; never its value. */
export interface SecretEntry {
  readonly kind: "secret";
  readonly class: "generated" | "provided";
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
}

/** The ledger of a homelab that was never rendered. */
export const emptyLedger: Ledger = { entries: new Map(), hasSecrets: false };

/** A volume or a secret as the definition has it. */
export type Declared = (Omit<VolumeEntry, "insteadOf"> | Omit<SecretEntry, "insteadOf">) & {
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

/** Whether a path is another's or lies below it. */
export function isWithin(path: string, above: string): boolean {
  return path === above || path.startsWith(`${above}/`);
}
