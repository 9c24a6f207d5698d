import type { KnownImage } from "./known-image.ts";

export const dockge = {
  names: ["docker.io/louislam/dockge"],
  state: "/app/data",
} as const satisfies KnownImage;
