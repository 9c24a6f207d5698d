import type { KnownImage } from "./known-image.ts";

export const tecnativaSocketProxy = {
  names: ["ghcr.io/tecnativa/docker-socket-proxy"],
  lacks: ["curl"],
} as const satisfies KnownImage;
