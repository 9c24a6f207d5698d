import type { KnownImage } from "./known-image.ts";

export const dockge = {
  names: ["docker.io/louislam/dockge"],
  // renovate: datasource=docker depName=docker.io/louislam/dockge
  pinned: "docker.io/louislam/dockge:1.5.0",
  state: "/app/data",
} as const satisfies KnownImage & { readonly pinned: string };
