import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Ntfy",
  user: "root, without a capability",
  rotation: "nothing: accounts are read at each start",
  verified: standIn("`test/engine/pulumi-components.test.ts`"),
};
