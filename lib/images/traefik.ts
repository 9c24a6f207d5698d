import type { KnownImage } from "./known-image.ts";

export const traefik = {
  names: ["docker.io/library/traefik"],
  // renovate: datasource=docker depName=docker.io/library/traefik
  pinned: "docker.io/library/traefik:v3.7.13",
  lacks: ["curl"],
} as const satisfies KnownImage & { readonly pinned: string };
