import type { KnownImage } from "./known-image.ts";

export const immich = {
  names: ["ghcr.io/immich-app/immich-server"],
  files: [/^(DB_(HOSTNAME|DATABASE_NAME|USERNAME|PASSWORD|URL)|REDIS_PASSWORD)$/, "_FILE"],
  state: "/data",
} as const satisfies KnownImage;
