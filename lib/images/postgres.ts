import { setModes, stepDown, takeOver } from "./capabilities.ts";
import type { KnownImage } from "./known-image.ts";

/** The entrypoint starts as root, takes over the data folder and steps down to postgres. */
export const postgres = {
  names: ["docker.io/library/postgres"],
  /**
   * Of each supported major version. Debian's release is part of the tag: another one sorts text otherwise, which damages
   * indexes until they are rebuilt.
   */
  pinned: {
    // renovate: datasource=docker depName=docker.io/library/postgres versioning=docker
    15: "docker.io/library/postgres:15.19-trixie",
    // renovate: datasource=docker depName=docker.io/library/postgres versioning=docker
    16: "docker.io/library/postgres:16.15-trixie",
    // renovate: datasource=docker depName=docker.io/library/postgres versioning=docker
    17: "docker.io/library/postgres:17.11-trixie",
    // renovate: datasource=docker depName=docker.io/library/postgres versioning=docker
    18: "docker.io/library/postgres:18.6-trixie",
  },
  files: [/^POSTGRES_(PASSWORD|USER|DB|INITDB_ARGS)$/, "_FILE"],
  lacks: ["curl"],
  state: "/var/lib/postgresql",
  /** Its user in the Debian variants. */
  uid: 999,
  capabilities: { ...takeOver, ...setModes, ...stepDown },
  upgrade: {
    reach: "none",
    backInLine: true,
    why: "A server does not start on the data folder of another major version.",
    instead: "keep the version, and move the data: dump it, start the new version on a new volume, and restore",
  },
  firstStart: {
    variable: /^POSTGRES_PASSWORD(_FILE)?$/,
    renewal: (value) => ({
      command: ["psql", "-U", value("POSTGRES_USER") ?? "postgres", "-d", "postgres", "-c", "\\password"],
    }),
  },
} as const satisfies KnownImage & Record<"pinned" | "uid", unknown>;
