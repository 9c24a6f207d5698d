import type { KnownImage } from "./known-image.ts";

export const registry = {
  names: ["docker.io/library/registry"],
  lacks: ["curl"],
  state: "/var/lib/registry",
} as const satisfies KnownImage;
