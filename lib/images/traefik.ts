import type { KnownImage } from "./known-image.ts";

export const traefik = {
  names: ["docker.io/library/traefik"],
  lacks: ["curl"],
} as const satisfies KnownImage;
