import { type ComponentFacts, provedCapabilities } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "MariaDB",
  about: "MariaDB 11.8",
  takes: "`memory`",
  gives: "`database(name)`, as with `Postgres`",
  user: "starts as root, runs as mysql (999)",
  rotation:
    "root's password, which is read on an empty data folder only: `ALTER USER root@localhost, root@'%' IDENTIFIED BY '…'`, before the start that brings the new value. Those of the databases are set again at each start",
  verified: `MariaDB 11.8 from Debian under our own entrypoint, which keeps the image's contract: ${provedCapabilities}`,
  state: {
    volumes: { data: "dump" },
    dump: [
      [
        "sh",
        "-c",
        'MYSQL_PWD="$(cat "$MARIADB_ROOT_PASSWORD_FILE")" exec mariadb-dump -u root --all-databases --single-transaction --routines --events --triggers',
      ],
    ],
    restore: "into a new volume, by a client that is not older than the one that dumped",
  },
};
