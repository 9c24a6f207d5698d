import { type ComponentFacts, standIn } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Microbin",
  about: "a paste bin",
  takes: "`login`, `keepDays`, `http`",
  gives: "`web`, `adminPassword`",
  user: "root, without a capability",
  rotation: "nothing: both passwords are read at each start",
  verified: standIn("`test/engine/pulumi-components.test.ts`"),
  state: { volumes: { data: "files" }, quiesce: "stop", restore: "the whole folder, into an empty volume" },
};
