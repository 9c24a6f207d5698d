import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Dockge",
  about: "the rendered stacks by a browser, which it cannot change",
  takes: "`stacks`, their folder",
  gives: "`web`",
  user: "root, without a capability",
  rotation: "nothing: it has no secret here; passwords are changed in its settings",
  verified: standIn("`test/engine/pulumi-components.test.ts`"),
  state: {
    volumes: { data: "files" },
    quiesce: "stop",
    restore: "the whole folder: its users; the stacks themselves are the rendered files",
  },
};
