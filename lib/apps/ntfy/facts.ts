import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Ntfy",
  about: "push notifications",
  takes: "`everyone`, `http`",
  gives: "`web`, `account(user)`",
  user: "root, without a capability",
  rotation: "nothing: accounts are read at each start",
  verified: standIn("`test/engine/pulumi-components.test.ts`"),
  state: {
    volumes: { data: "files" },
    quiesce: "stop",
    restore: "the whole folder, into an empty volume",
  },
};
