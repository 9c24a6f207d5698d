import type { KnownImage } from "./known-image.ts";

export const nodeExporter = {
  names: ["docker.io/prom/node-exporter", "quay.io/prometheus/node-exporter"],
  lacks: ["curl"],
} as const satisfies KnownImage;
