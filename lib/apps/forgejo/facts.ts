import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Forgejo",
  about: "git hosting",
  takes: "a `database` (else SQLite), `ssh`, `http`",
  gives: "`web`",
  user: "starts as root; the server runs as git (1000)",
  rotation:
    "all are read at each start, but what SECRET_KEY has encrypted (two-factor logins, stored credentials) is unreadable under another one: do not rotate it",
  signOn:
    "a task enters it as the authentication source `Sign-on`, by `forgejo admin auth`, whenever something differs from what it entered last. That command takes the client secret as an argument alone: for its moment the secret stands in the list of processes, the container's and the host's. It asks the provider for its addresses, by the public name; where that does not answer from the container for five minutes, the task fails. Visitors get an account as they come, and see nothing before they have signed in, no public repository either. Once no route asks for sign-on, the source is deleted; Forgejo refuses that while accounts belong to it: it then stays on the page, leads nowhere, and the task's log says what to do. The options are read from Forgejo's source (cmd/admin_auth_oauth.go); Forgejo itself did not run them",
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
