import { type ComponentFacts, provedCapabilities } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Postgres",
  about: "PostgreSQL 15 to 18",
  takes: "`version`, `vectors`",
  gives: "`database(name, { extensions })`: a role, a password and a database a consumer",
  user: "starts as root, runs as postgres (999)",
  rotation:
    "the superuser's password, which is read on an empty data folder only: `ALTER ROLE postgres PASSWORD '…'`, before the start that brings the new value. Those of the databases are set again at each start",
  verified: `PostgreSQL 17 from Debian under our own entrypoint, which keeps the image's contract (for 18, its folders alone: the server is 17 there too; 15 and 16 are not run): ${provedCapabilities}`,
  state: {
    volumes: { data: "dump" },
    dump: [
      ["pg_dumpall", "-U", "postgres", "--globals-only"],
      ["pg_dump", "-U", "postgres", "-Fc", "{database}"],
    ],
    restore: "into a new volume: roles first, then each database by `pg_restore --exit-on-error --clean --if-exists`",
  },
};
