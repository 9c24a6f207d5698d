import type { ComponentFacts } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "NodeExporter",
  about: "the host's figures for Prometheus",
  takes: "`address`, `port`",
  gives: "figures that a `Prometheus` of the homelab scrapes",
  user: "nobody (65534)",
  rotation: "nothing: it has no secret",
  verified:
    "the exporter itself, as Debian has it: `test/engine/monitoring.test.ts`. File systems that are mounted after it has started show when it is started again",
};
