import { stepDown, takeOver } from "./capabilities.ts";
import { clients, type KnownImage } from "./known-image.ts";

/** The entrypoint starts as root, takes over the data folder and steps down to mysql (MariaDB/mariadb-docker, docker-entrypoint.sh). */
export const mariadb = {
  names: ["docker.io/library/mariadb"],
  // The line with long-term support. From one such line to the next only.
  // renovate: datasource=docker depName=docker.io/library/mariadb
  pinned: "docker.io/library/mariadb:11.8.8-noble",
  files: [/^(MARIADB|MYSQL)_(ROOT_PASSWORD|PASSWORD|USER|DATABASE)$/, "_FILE"],
  lacks: clients,
  state: "/var/lib/mysql",
  /** Its user. */
  uid: 999,
  capabilities: {
    ...takeOver,
    DAC_OVERRIDE:
      "the health command, as root, reads a file that is the server's alone; the entrypoint works in closed folders",
    ...stepDown,
  },
  upgrade: {
    numbers: 2,
    reach: "next",
    lines: ["10.6", "10.11", "11.4", "11.8"],
    backInLine: true,
    why: "System tables are brought from one line with long-term support to the next, and never back.",
    instead: "go from one line to the next, each until it is healthy; to go back, restore a dump into a new volume",
  },
  firstStart: {
    variable: /^(MARIADB|MYSQL)_(ROOT_)?PASSWORD(_FILE)?$/,
    renewal: () => ({ command: ["mariadb", "-u", "root", "-p"], enter: "ALTER USER '…'@'%' IDENTIFIED BY '…';" }),
  },
} as const satisfies KnownImage & Record<"pinned" | "uid", unknown>;
