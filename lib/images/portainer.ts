import type { KnownImage } from "./known-image.ts";

export const portainer = {
  names: ["docker.io/portainer/portainer-ce"],
  lacks: "all",
  state: "/data",
} as const satisfies KnownImage;
