import type { KnownImage } from "./known-image.ts";

export const elevenNotesSocketProxy = {
  names: ["docker.io/11notes/socket-proxy", "ghcr.io/11notes/socket-proxy"],
  lacks: "all",
} as const satisfies KnownImage;
