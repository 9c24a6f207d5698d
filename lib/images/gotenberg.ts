import type { KnownImage } from "./known-image.ts";

export const gotenberg = {
  names: ["docker.io/gotenberg/gotenberg"],
  // renovate: datasource=docker depName=docker.io/gotenberg/gotenberg
  pinned: "docker.io/gotenberg/gotenberg:8.36.0",
} as const satisfies KnownImage & { readonly pinned: string };
