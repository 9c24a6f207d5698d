import type { KnownImage } from "./known-image.ts";

export const cloudflared = {
  names: ["docker.io/cloudflare/cloudflared"],
  // renovate: datasource=docker depName=docker.io/cloudflare/cloudflared
  pinned: "docker.io/cloudflare/cloudflared:2026.8.2",
  files: [/^TUNNEL_TOKEN$/, "_FILE"],
  lacks: "all",
} as const satisfies KnownImage & { readonly pinned: string };
