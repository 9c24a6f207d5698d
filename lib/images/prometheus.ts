import type { KnownImage } from "./known-image.ts";

export const prometheus = {
  names: ["docker.io/prom/prometheus", "quay.io/prometheus/prometheus"],
  lacks: ["curl"],
  state: "/prometheus",
} as const satisfies KnownImage;
