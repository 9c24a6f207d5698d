import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "AdGuard",
  about: "AdGuard Home: the network's resolver, without advertisers",
  takes: "`dns`, the host's address that it answers on",
  gives: "`web`",
  user: "root, in no more than the capabilities that it takes",
  rotation: "nothing: it is given no secret",
  verified: standIn("`test/engine/pulumi-components.test.ts`"),
  state: {
    volumes: { conf: "files", work: "files" },
    quiesce: "stop",
    restore: "both folders, at the same version or a newer one",
  },
};
