import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Homepage",
  user: "node",
  rotation: "nothing: `secrets` are read at each start",
  verified: standIn("`test/engine/images-homepage.test.ts`, `test/engine/homelab.test.ts`"),
};
