import { takeOver } from "./capabilities.ts";
import type { KnownImage } from "./known-image.ts";

/** qdm12/gluetun, `Dockerfile` and `cmd/gluetun/main.go`: Alpine, one Go program, root throughout. */
export const gluetun = {
  names: ["docker.io/qmcgaw/gluetun", "ghcr.io/qdm12/gluetun"],
  // From 3.41 on it asks Docker's own resolver for the names of containers.
  // renovate: datasource=docker depName=docker.io/qmcgaw/gluetun
  pinned: "docker.io/qmcgaw/gluetun:v3.41.3",
  /** Where it looks for a secret that no variable gives. */
  secretFile: (variable: string) => `/run/secrets/${variable.toLowerCase()}`,
  lacks: ["curl"],
  capabilities: {
    ...takeOver,
    CHOWN: "it gives its status files to PUID",
    DAC_OVERRIDE: "it writes files that it has given away",
    NET_ADMIN: "the tunnel's interface, its routes, and the firewall that lets nothing past it",
    NET_RAW: "iptables of older kernels, and the ping that tells whether the tunnel works",
  },
} as const satisfies KnownImage & Record<"pinned" | "secretFile", unknown>;
