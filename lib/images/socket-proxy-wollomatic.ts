import type { KnownImage } from "./known-image.ts";

export const wollomaticSocketProxy = {
  names: ["ghcr.io/wollomatic/socket-proxy", "docker.io/wollomatic/socket-proxy"],
  lacks: "all",
} as const satisfies KnownImage;
