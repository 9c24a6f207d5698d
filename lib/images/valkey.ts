import { stepDown, takeOver } from "./capabilities.ts";
import type { KnownImage } from "./known-image.ts";

/**
 * The entrypoint starts as root, takes over the folder and steps down (valkey-io/valkey-container, docker-entrypoint.sh). From
 * the second start on it looks through folders that only its user may enter.
 */
export const valkey = {
  names: ["docker.io/valkey/valkey"],
  // renovate: datasource=docker depName=docker.io/valkey/valkey
  pinned: "docker.io/valkey/valkey:9.1.1",
  lacks: ["curl"],
  /** Its user in the Debian variants. */
  uid: 999,
  server: "valkey-server",
  client: "valkey-cli",
  capabilities: {
    ...takeOver,
    DAC_OVERRIDE:
      "the health command, as root, reads a password that is the server's alone; the entrypoint works in closed folders",
    ...stepDown,
  },
} as const satisfies KnownImage & Record<"pinned" | "uid" | "server" | "client", unknown>;
