import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "UptimeKuma",
  about: "watches what answers; its monitors are its own data",
  takes: "a `docker` API, `http`",
  gives: "`web`",
  user: "root, without a capability but to ping",
  rotation: "nothing: it has no secret here; passwords are changed in its settings",
  verified: standIn("`test/engine/monitoring.test.ts`"),
  state: {
    volumes: { data: "files" },
    quiesce: "stop",
    restore: "the whole folder, at the same version; the migration of a newer one must not be interrupted",
  },
};
