export { type Build, build } from "./build.ts";
export { filesLabel } from "./draft.ts";
export { formatDuration, parseDuration } from "./duration.ts";
export { type Edges, edgesOf, type Order, topologicalOrder } from "./edges.ts";
export { formatImage, type ImageReference, parseImage } from "./image.ts";
export { compare, sortedBy } from "./names.ts";
export type * from "./schema.ts";
export { formatSize, parseSize } from "./size.ts";
export { unsupported } from "./unsupported.ts";
