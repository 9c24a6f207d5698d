import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Microbin",
  user: "root, without a capability",
  rotation: "nothing: both passwords are read at each start",
  verified: standIn("`test/engine/pulumi-components.test.ts`"),
};
