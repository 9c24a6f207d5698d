import { clients, type KnownImage } from "./known-image.ts";

export const mariadb = {
  names: ["docker.io/library/mariadb"],
  files: [/^(MARIADB|MYSQL)_(ROOT_PASSWORD|PASSWORD|USER|DATABASE)$/, "_FILE"],
  lacks: clients,
  state: "/var/lib/mysql",
  firstStart: {
    variable: /^(MARIADB|MYSQL)_(ROOT_)?PASSWORD(_FILE)?$/,
    renewal: () => ({ command: ["mariadb", "-u", "root", "-p"], enter: "ALTER USER '…'@'%' IDENTIFIED BY '…';" }),
  },
} as const satisfies KnownImage;
