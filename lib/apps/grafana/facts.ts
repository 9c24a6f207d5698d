import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Grafana",
  about: "graphs, with a first dashboard of containers and host",
  takes: "`metrics` (a `Prometheus`), `http`",
  gives: "`web`, `adminPassword`",
  user: "the image's (472)",
  rotation:
    "the administrator's password, which is read on the first start only: `grafana cli admin reset-admin-password`",
  verified: standIn("`test/engine/monitoring.test.ts`, where a real Prometheus answers its dashboard's queries"),
  state: {
    volumes: { data: "files" },
    quiesce: "stop",
    restore:
      "the whole folder, with the store that has its secret key; data sources and dashboards of the definition come back by themselves",
  },
};
