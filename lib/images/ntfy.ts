import type { KnownImage } from "./known-image.ts";

export const ntfy = {
  names: ["docker.io/binwiederhier/ntfy"],
  // renovate: datasource=docker depName=docker.io/binwiederhier/ntfy
  pinned: "docker.io/binwiederhier/ntfy:v2.28.0",
  lacks: ["curl"],
  state: "/var/lib/ntfy",
} as const satisfies KnownImage & { readonly pinned: string };
