import type { KnownImage } from "./known-image.ts";

export const portainer = {
  names: ["docker.io/portainer/portainer-ce"],
  // The line with long-term support, in the variant that has a program for a healthcheck.
  // renovate: datasource=docker depName=docker.io/portainer/portainer-ce versioning=docker
  pinned: "docker.io/portainer/portainer-ce:2.39.6-alpine",
  lacks: "all",
  state: "/data",
} as const satisfies KnownImage & { readonly pinned: string };
