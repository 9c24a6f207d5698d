import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Portainer",
  about: "the engine by a browser",
  takes: "`http`",
  gives: "`web`",
  user: "root, without a capability",
  rotation: "the administrator's password, which is read on the first start only: change it in Portainer's own pages",
  verified: standIn("`test/engine/pulumi-components.test.ts`"),
  state: {
    volumes: { data: "files" },
    quiesce: "stop",
    restore: "the whole folder, into an empty volume; a new one must not be reachable before it has its administrator",
  },
};
