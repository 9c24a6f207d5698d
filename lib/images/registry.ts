import type { KnownImage } from "./known-image.ts";

export const registry = {
  names: ["docker.io/library/registry"],
  // renovate: datasource=docker depName=docker.io/library/registry
  pinned: "docker.io/library/registry:3.1.1",
  lacks: ["curl"],
  state: "/var/lib/registry",
  /** Of version 3; 2 had it in /etc/docker/registry, where it is not looked for any more. */
  config: "/etc/distribution/config.yml",
} as const satisfies KnownImage & Record<"pinned" | "config", unknown>;
