import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Homepage",
  about: "the dashboard",
  takes: "`title`, bookmarks, widgets, a `docker` API for the tiles' states",
  gives: "`web`, and a tile for whatever is routed",
  user: "node",
  rotation: "nothing: `secrets` are read at each start",
  verified: standIn("`test/engine/images-homepage.test.ts`, `test/engine/homelab.test.ts`"),
  state: "none",
};
