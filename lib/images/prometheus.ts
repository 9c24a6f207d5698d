import { giveAway } from "./capabilities.ts";
import type { KnownImage } from "./known-image.ts";

export const prometheus = {
  names: ["docker.io/prom/prometheus", "quay.io/prometheus/prometheus"],
  // renovate: datasource=docker depName=docker.io/prom/prometheus
  pinned: "docker.io/prom/prometheus:v3.14.0",
  lacks: ["curl"],
  state: "/prometheus",
  /** nobody. */
  uid: 65_534,
  optional: giveAway,
} as const satisfies KnownImage & Record<"pinned" | "uid", unknown>;
