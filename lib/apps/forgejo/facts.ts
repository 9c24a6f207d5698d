import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Forgejo",
  about: "git hosting",
  takes: "a `database` (else SQLite), `ssh`, `http`",
  gives: "`web`",
  user: "starts as root; the server runs as git (1000)",
  rotation:
    "all are read at each start, but what SECRET_KEY has encrypted (two-factor logins, stored credentials) is unreadable under another one: do not rotate it",
  verified: standIn(
    "`test/engine/images-forgejo.test.ts`, `test/engine/apps-changes.test.ts`, `test/engine/homelab.test.ts`",
  ),
  state: {
    volumes: { data: "files" },
    rebuilt: ["/data/gitea/indexers", "/data/gitea/sessions", "/data/gitea/tmp"],
    quiesce: "stop",
    restore: "with its database; SECRET_KEY as it was, or two-factor logins and stored credentials are unreadable",
  },
};
