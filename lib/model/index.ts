export { type Build, type BuildOptions, build } from "./build.ts";
export { filesLabel } from "./draft.ts";
export { formatDuration, parseDuration } from "./duration.ts";
export { type Edges, edgesOf, type Order, topologicalOrder } from "./edges.ts";
export { formatImage, type ImageReference, parseImage } from "./image.ts";
export {
  type AppliedLedger,
  applyLedger,
  type DeclaredVolume,
  type Ledger,
  type LedgerEntry,
  type LedgerFinding,
  type MovedVolume,
} from "./ledger.ts";
export { compare, sortedBy } from "./names.ts";
export type * from "./schema.ts";
export { formatSize, parseSize } from "./size.ts";
export { fill, percentEncode, type SecretLookup } from "./text.ts";
export { unsupported } from "./unsupported.ts";
