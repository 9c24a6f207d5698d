import { clients, type KnownImage } from "./known-image.ts";

export const mysql = {
  names: ["docker.io/library/mysql"],
  files: [/^MYSQL_(ROOT_PASSWORD|PASSWORD|USER|DATABASE)$/, "_FILE"],
  lacks: clients,
  state: "/var/lib/mysql",
  firstStart: {
    variable: /^MYSQL_(ROOT_)?PASSWORD(_FILE)?$/,
    renewal: () => ({ command: ["mysql", "-u", "root", "-p"], enter: "ALTER USER '…'@'%' IDENTIFIED BY '…';" }),
  },
} as const satisfies KnownImage;
