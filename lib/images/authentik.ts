import type { KnownImage } from "./known-image.ts";

export const authentik = {
  names: ["ghcr.io/goauthentik/server"],
  files: [/^AUTHENTIK_(?!BOOTSTRAP_)/, "file://"],
  lacks: ["curl"],
} as const satisfies KnownImage;
