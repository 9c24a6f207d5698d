import type { KnownImage } from "./known-image.ts";
import { forwardOnly } from "./upgrade.ts";

export const uptimeKuma = {
  names: ["docker.io/louislam/uptime-kuma", "ghcr.io/louislam/uptime-kuma"],
  // renovate: datasource=docker depName=docker.io/louislam/uptime-kuma
  pinned: "docker.io/louislam/uptime-kuma:2.5.3",
  files: [/^UPTIME_KUMA_DB_(USERNAME|PASSWORD|SSL|CA)$/, "_FILE"],
  state: "/app/data",
  capabilities: { NET_RAW: "ping monitors send ICMP" },
  upgrade: forwardOnly("Uptime Kuma"),
} as const satisfies KnownImage & { readonly pinned: string };
