import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Jellyfin",
  about: "films, series and music",
  takes: "`media`, `renderGroup`",
  gives: "`web`",
  user: "root, without a capability, or the `uid` that it is given",
  rotation: "nothing: it is given no secret",
  verified: standIn("`test/engine/pulumi-components.test.ts`"),
  state: {
    volumes: { config: "files", cache: "rebuilt" },
    quiesce: "stop",
    restore: "the whole folder, at the same version: there is no way back to an older one",
  },
};
