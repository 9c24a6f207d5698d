import type { KnownImage } from "./known-image.ts";

export const nodeExporter = {
  names: ["docker.io/prom/node-exporter", "quay.io/prometheus/node-exporter"],
  // renovate: datasource=docker depName=docker.io/prom/node-exporter
  pinned: "docker.io/prom/node-exporter:v1.12.1",
  lacks: ["curl"],
} as const satisfies KnownImage & { readonly pinned: string };
