export { type Build, type BuildOptions, build } from "./build.ts";
export { type ComposeKey, composeKeys } from "./compose-keys.ts";
export { filesLabel, homelabLabel } from "./draft.ts";
export { formatDuration, parseDuration } from "./duration.ts";
export { type Edges, edgesOf, type Order, topologicalOrder } from "./edges.ts";
export { isChecked, testOf } from "./healthcheck.ts";
export { formatImage, type ImageReference, parseImage } from "./image.ts";
export { allInstances, instancesOf } from "./instances.ts";
export {
  type AppliedLedger,
  applyLedger,
  type MovedVolume,
} from "./ledger/apply.ts";
export type { Vanished } from "./ledger/likely.ts";
export {
  type Declared,
  type Definition,
  emptyLedger,
  type IsThere,
  isWithin,
  type Ledger,
  type LedgerEntry,
  type LedgerFinding,
  withMade,
  withoutMade,
} from "./ledger/records.ts";
export { mountedVolume, writtenFolder } from "./mounted.ts";
export { compare, givenName, passphraseName, sortedBy, variableOfPath } from "./names.ts";
export type * from "./schema.ts";
export { mergeFields, type ServiceFields } from "./service-fields.ts";
export { formatSize, parseSize } from "./size.ts";
export { restartOf } from "./swarm.ts";
export { fill, percentEncode, type SecretLookup } from "./text.ts";
export { z } from "./zod.ts";
