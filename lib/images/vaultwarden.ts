import type { KnownImage } from "./known-image.ts";
import { forwardOnly } from "./upgrade.ts";

export const vaultwarden = {
  names: ["docker.io/vaultwarden/server", "ghcr.io/dani-garcia/vaultwarden"],
  // renovate: datasource=docker depName=docker.io/vaultwarden/server
  pinned: "docker.io/vaultwarden/server:1.37.2",
  files: [/./, "_FILE"],
  state: "/data",
  upgrade: forwardOnly("Vaultwarden"),
} as const satisfies KnownImage & { readonly pinned: string };
