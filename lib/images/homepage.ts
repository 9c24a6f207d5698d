import type { KnownImage } from "./known-image.ts";

export const homepage = {
  names: ["ghcr.io/gethomepage/homepage"],
  // renovate: datasource=docker depName=ghcr.io/gethomepage/homepage
  pinned: "ghcr.io/gethomepage/homepage:v2.1.0",
  lacks: ["curl"],
} as const satisfies KnownImage & { readonly pinned: string };
