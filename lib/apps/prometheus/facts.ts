import type { ComponentFacts } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Prometheus",
  about: "figures over time, of all that declares them",
  takes: "`retention`, `interval`, `scrapes`, `http`",
  gives: "`web`, and the data for a `Grafana`",
  user: "nobody (65534)",
  rotation: "nothing: it has no secret of its own",
  verified:
    "Prometheus itself, Debian's 2.53 under the image's user and folders: `test/engine/monitoring.test.ts`, which has `promtool` read its file too",
  state: {
    volumes: { data: "rebuilt" },
    restore: "nothing: metrics are kept for a while, and collected again",
  },
};
