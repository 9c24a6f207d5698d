import type { KnownImage } from "./known-image.ts";

export const vaultwarden = {
  names: ["docker.io/vaultwarden/server", "ghcr.io/dani-garcia/vaultwarden"],
  files: [/./, "_FILE"],
  state: "/data",
} as const satisfies KnownImage;
