import type { ComponentFacts } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "CAdvisor",
  about: "the containers' figures for Prometheus",
  takes: "a `docker` API",
  gives: "figures that a `Prometheus` of the homelab scrapes",
  user: "root, without a capability",
  rotation: "nothing: it has no secret",
  verified:
    "cAdvisor's published libraries (v0.60.6) under a program of our own, since its own is not published: `test/engine/monitoring.test.ts`",
};
