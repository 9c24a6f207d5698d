import { giveAway } from "./capabilities.ts";
import type { KnownImage } from "./known-image.ts";

export const grafana = {
  names: ["docker.io/grafana/grafana"],
  // renovate: datasource=docker depName=docker.io/grafana/grafana
  pinned: "docker.io/grafana/grafana:13.2.0",
  files: [/^GF_/, "__FILE"],
  state: "/var/lib/grafana",
  uid: 472,
  optional: giveAway,
  firstStart: {
    variable: /^GF_SECURITY_ADMIN_PASSWORD(__FILE)?$/,
    renewal: () => ({ command: ["grafana", "cli", "admin", "reset-admin-password", "--password-from-stdin"] }),
  },
} as const satisfies KnownImage & Record<"pinned" | "uid", unknown>;
