import type { KnownImage } from "./known-image.ts";
import { forwardOnly } from "./upgrade.ts";

export const immich = {
  names: ["ghcr.io/immich-app/immich-server"],
  // renovate: datasource=docker depName=ghcr.io/immich-app/immich-server
  pinned: "ghcr.io/immich-app/immich-server:v3.1.0",
  files: [/^(DB_(HOSTNAME|DATABASE_NAME|USERNAME|PASSWORD|URL)|REDIS_PASSWORD)$/, "_FILE"],
  state: "/data",
  upgrade: { ...forwardOnly("Immich"), companions: ["ghcr.io/immich-app/immich-machine-learning"] },
} as const satisfies KnownImage & { readonly pinned: string };

export const immichMachineLearning = {
  names: ["ghcr.io/immich-app/immich-machine-learning"],
  // renovate: datasource=docker depName=ghcr.io/immich-app/immich-machine-learning
  pinned: "ghcr.io/immich-app/immich-machine-learning:v3.1.0",
  lacks: ["curl", "wget"],
} as const satisfies KnownImage & { readonly pinned: string };
