import type { KnownImage } from "./known-image.ts";
import { forwardOnly } from "./upgrade.ts";

export const immich = {
  names: ["ghcr.io/immich-app/immich-server"],
  files: [/^(DB_(HOSTNAME|DATABASE_NAME|USERNAME|PASSWORD|URL)|REDIS_PASSWORD)$/, "_FILE"],
  state: "/data",
  upgrade: { ...forwardOnly("Immich"), companions: ["ghcr.io/immich-app/immich-machine-learning"] },
} as const satisfies KnownImage;
