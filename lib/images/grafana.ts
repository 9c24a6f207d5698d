import type { KnownImage } from "./known-image.ts";

export const grafana = {
  names: ["docker.io/grafana/grafana"],
  files: [/^GF_/, "__FILE"],
  state: "/var/lib/grafana",
} as const satisfies KnownImage;
