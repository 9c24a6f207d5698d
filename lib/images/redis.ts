import { setModes, stepDown, takeOver } from "./capabilities.ts";
import type { KnownImage } from "./known-image.ts";

/**
 * The entrypoint starts as root, takes over the folder and steps down, which it does only while it has SETUID and SETGID:
 * without them it silently stays root. What its user cannot write it gives to that user and then makes writable; without
 * SETPCAP it ends (redis/docker-library-redis, debian/docker-entrypoint.sh).
 */
export const redis = {
  names: ["docker.io/library/redis"],
  // renovate: datasource=docker depName=docker.io/library/redis
  pinned: "docker.io/library/redis:8.10.1",
  lacks: ["curl"],
  /** Its user in the Debian variants. */
  uid: 999,
  server: "redis-server",
  client: "redis-cli",
  capabilities: {
    ...takeOver,
    DAC_OVERRIDE:
      "the health command, as root, reads a password that is the server's alone; the entrypoint works in closed folders",
    ...setModes,
    ...stepDown,
    SETPCAP: "the entrypoint empties the bounding set as it steps down",
  },
} as const satisfies KnownImage & Record<"pinned" | "uid" | "server" | "client", unknown>;
