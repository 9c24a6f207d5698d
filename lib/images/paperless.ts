import type { KnownImage } from "./known-image.ts";

export const paperless = {
  names: ["ghcr.io/paperless-ngx/paperless-ngx"],
  files: [/^PAPERLESS_/, "_FILE"],
  state: "/usr/src/paperless/media",
} as const satisfies KnownImage;
