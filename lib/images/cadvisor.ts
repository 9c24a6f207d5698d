import type { KnownImage } from "./known-image.ts";

/** google/cadvisor, `deploy/Dockerfile`: Alpine, started as root. Its releases are at ghcr.io since 0.53. */
export const cadvisor = {
  names: ["ghcr.io/google/cadvisor", "gcr.io/cadvisor/cadvisor"],
  // renovate: datasource=docker depName=ghcr.io/google/cadvisor
  pinned: "ghcr.io/google/cadvisor:0.60.5",
  lacks: ["curl"],
} as const satisfies KnownImage & { readonly pinned: string };
