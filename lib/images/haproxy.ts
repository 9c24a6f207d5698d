import { clients, type KnownImage } from "./known-image.ts";

/** docker-library/haproxy, `3.2/Dockerfile`: the Debian variant, whose user is haproxy (99). */
export const haproxy = {
  names: ["docker.io/library/haproxy"],
  // The line with long-term support.
  // renovate: datasource=docker depName=docker.io/library/haproxy
  pinned: "docker.io/library/haproxy:3.2.24",
  lacks: clients,
} as const satisfies KnownImage & { readonly pinned: string };
