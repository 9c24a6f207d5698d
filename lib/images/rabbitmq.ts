import { stepDown, takeOver } from "./capabilities.ts";
import { clients, type KnownImage } from "./known-image.ts";

/** The entrypoint starts as root, takes over the data folder and steps down to rabbitmq (docker-library/rabbitmq, docker-entrypoint.sh). */
export const rabbitmq = {
  names: ["docker.io/library/rabbitmq"],
  // renovate: datasource=docker depName=docker.io/library/rabbitmq
  pinned: "docker.io/library/rabbitmq:4.2.9-management",
  lacks: clients,
  state: "/var/lib/rabbitmq",
  /** Its user, to which what the server reads belongs. */
  owner: { uid: 999, gid: 999, mode: "0400" },
  capabilities: {
    ...takeOver,
    DAC_OVERRIDE:
      "the health command, as root, reads the cookie, which is the server's alone; the entrypoint works in closed folders",
    ...stepDown,
  },
} as const satisfies KnownImage & Record<"pinned" | "owner", unknown>;
