import { setModes, stepDown, takeOver } from "./capabilities.ts";
import type { KnownImage } from "./known-image.ts";

export const paperless = {
  names: ["ghcr.io/paperless-ngx/paperless-ngx"],
  // renovate: datasource=docker depName=ghcr.io/paperless-ngx/paperless-ngx
  pinned: "ghcr.io/paperless-ngx/paperless-ngx:3.0.5",
  files: [/^PAPERLESS_/, "_FILE"],
  capabilities: { ...takeOver, ...setModes, ...stepDown, KILL: "root's supervisor stops the server and its workers" },
  upgrade: {
    reach: "all",
    through: { 3: "2.20.15" },
    why: "Version 3 takes the data of 2.20.15 and later alone, and none goes back.",
    instead: "go to 2.20.15 first, until it is healthy, and never back",
  },
  state: "/usr/src/paperless/media",
} as const satisfies KnownImage & { readonly pinned: string };
