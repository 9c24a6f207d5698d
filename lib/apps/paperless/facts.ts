import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Paperless",
  about: "scanned and other documents, searchable",
  takes: "a `broker`, a `database` (else SQLite), `office`, `consume`",
  gives: "`web`",
  user: "starts as root; the server and its workers run as `uid` and `gid`, 1000 each by default",
  rotation:
    "the administrator's password, which is read at the first start only. Those of the database and the broker are read at each start",
  verified: standIn("`test/engine/pulumi-components.test.ts`"),
  state: {
    volumes: { data: "files", media: "files", export: "files", consume: "files" },
    quiesce: "stop",
    dump: [["document_exporter", "../export", "-d", "-c"]],
    restore: "with its database, at the same version; or what was exported, into an empty one of the same version",
  },
};
