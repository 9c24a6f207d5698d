import { setModes, stepDown, takeOver } from "./capabilities.ts";
import type { KnownImage } from "./known-image.ts";

/** The entrypoint starts as root, takes over its folders and steps down; Apache's root binds port 80 and stops its workers. */
export const nextcloud = {
  names: ["docker.io/library/nextcloud"],
  // From one major version to the next only, never over one: the image refuses to start on older data.
  // renovate: datasource=docker depName=docker.io/library/nextcloud
  pinned: "docker.io/library/nextcloud:34.0.3-apache",
  files: [
    /^(NEXTCLOUD_ADMIN_(USER|PASSWORD)|(MYSQL|POSTGRES)_(DATABASE|DB|USER|PASSWORD)|REDIS_HOST_PASSWORD|SMTP_PASSWORD|OBJECTSTORE_S3_(KEY|SECRET|SSE_C_KEY))$/,
    "_FILE",
  ],
  state: "/var/www/html",
  /** www-data in the image's Debian variants: PHP reads the secret files as this user. */
  owner: { uid: 33, gid: 33, mode: "0400" },
  capabilities: {
    ...takeOver,
    ...setModes,
    ...stepDown,
    KILL: "Apache's root process stops its workers",
    NET_BIND_SERVICE: "Apache listens on port 80",
  },
  /** crond starts as root and runs the jobs as www-data. */
  cron: stepDown,
  upgrade: {
    reach: "next",
    why: "The image ends, over and over, on data that is more than one major version older, or of a newer version.",
    instead: "go from one major version to the next, each until it is healthy, and never back",
  },
  firstStart: {
    variable: /^NEXTCLOUD_ADMIN_PASSWORD(_FILE)?$/,
    renewal: (value) => ({
      command: ["php", "/var/www/html/occ", "user:resetpassword", value("NEXTCLOUD_ADMIN_USER") ?? "admin"],
      user: "www-data",
    }),
  },
} as const satisfies KnownImage & Record<"pinned" | "owner" | "cron", unknown>;
