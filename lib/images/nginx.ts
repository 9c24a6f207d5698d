import { stepDown } from "./capabilities.ts";
import type { KnownImage } from "./known-image.ts";

/** The master starts as root, gives its workers' folders to them, and they step down to nginx. */
export const nginx = {
  names: ["docker.io/library/nginx"],
  // The stable line.
  // renovate: datasource=docker depName=docker.io/library/nginx versioning=docker
  pinned: "docker.io/library/nginx:1.30.4-trixie",
  capabilities: { CHOWN: "the master gives the folders for uploads to its workers", ...stepDown },
} as const satisfies KnownImage & { readonly pinned: string };
