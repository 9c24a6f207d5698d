import type { KnownImage } from "./known-image.ts";

export const uptimeKuma = {
  names: ["docker.io/louislam/uptime-kuma", "ghcr.io/louislam/uptime-kuma"],
  files: [/^UPTIME_KUMA_DB_(USERNAME|PASSWORD|SSL|CA)$/, "_FILE"],
  state: "/app/data",
} as const satisfies KnownImage;
