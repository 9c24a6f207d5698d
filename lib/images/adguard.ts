import { setModes, takeOver } from "./capabilities.ts";
import type { KnownImage } from "./known-image.ts";
import { forwardOnly } from "./upgrade.ts";

/** AdguardTeam/AdGuardHome, `docker/Dockerfile`: Alpine, one program, started as root; its folders are nobody's. */
export const adguard = {
  names: ["docker.io/adguard/adguardhome"],
  // renovate: datasource=docker depName=docker.io/adguard/adguardhome
  pinned: "docker.io/adguard/adguardhome:v0.107.77",
  lacks: ["curl"],
  state: "/opt/adguardhome/conf",
  capabilities: {
    ...takeOver,
    ...setModes,
    NET_BIND_SERVICE: "its file has it, and does not start in a container that may not have it; port 53 takes it",
  },
  upgrade: forwardOnly("AdGuard Home"),
} as const satisfies KnownImage & { readonly pinned: string };
