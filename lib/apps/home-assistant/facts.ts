import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "HomeAssistant",
  about: "home automation",
  takes: "`discovery`, `devices`, `trustedProxies`",
  gives: "`web`",
  user: "root, in no more than the capabilities that it takes",
  rotation: "nothing: it is given no secret",
  verified: standIn("`test/engine/pulumi-components.test.ts`"),
  state: {
    volumes: { config: "files" },
    quiesce: "stop",
    restore: "the whole folder, at the same version or a newer one",
  },
};
