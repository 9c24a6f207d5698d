import type { ComponentFacts } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "CAdvisor",
  user: "root, without a capability",
  rotation: "nothing: it has no secret",
  verified:
    "cAdvisor's published libraries (v0.60.6) under a program of our own, since its own is not published: `test/engine/monitoring.test.ts`",
};
