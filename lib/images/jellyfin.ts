import type { KnownImage } from "./known-image.ts";

export const jellyfin = {
  names: ["docker.io/jellyfin/jellyfin", "ghcr.io/jellyfin/jellyfin"],
  state: "/config",
} as const satisfies KnownImage;
