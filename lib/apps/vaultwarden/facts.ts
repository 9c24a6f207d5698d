import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Vaultwarden",
  about: "a password manager's server",
  takes: "a `database` (else SQLite), `signups`, `smtp`, `adminToken`, `http`",
  gives: "`web`",
  user: "root, without a capability",
  rotation: "nothing: all are read at each start; what was saved on the administrator's pages stands above them",
  verified: standIn("`test/engine/pulumi-components.test.ts`"),
  state: {
    volumes: { data: "files" },
    rebuilt: ["/data/icon_cache"],
    quiesce: "stop",
    dump: [["/vaultwarden", "backup"]],
    restore: "the database with attachments, sends and keys; `vaultwarden backup` writes it beside the one in use",
  },
};
