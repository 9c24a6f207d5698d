import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "UptimeKuma",
  user: "root, without a capability but to ping",
  rotation: "nothing: it has no secret here; passwords are changed in its settings",
  verified: standIn("`test/engine/monitoring.test.ts`"),
};
