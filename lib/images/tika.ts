import type { KnownImage } from "./known-image.ts";

export const tika = {
  names: ["docker.io/apache/tika"],
  // renovate: datasource=docker depName=docker.io/apache/tika
  pinned: "docker.io/apache/tika:3.3.1.0",
} as const satisfies KnownImage & { readonly pinned: string };
