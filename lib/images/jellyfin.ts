import type { KnownImage } from "./known-image.ts";
import { forwardOnly } from "./upgrade.ts";

export const jellyfin = {
  names: ["docker.io/jellyfin/jellyfin", "ghcr.io/jellyfin/jellyfin"],
  // renovate: datasource=docker depName=docker.io/jellyfin/jellyfin
  pinned: "docker.io/jellyfin/jellyfin:10.11.11",
  state: "/config",
  upgrade: forwardOnly("Jellyfin"),
} as const satisfies KnownImage & { readonly pinned: string };
