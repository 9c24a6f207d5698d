import { type ComponentFacts, provedCapabilities } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Redis",
  about: "a cache, or with `persistent` a store",
  takes: "`memory`, `persistent`",
  gives: "a key-value server with a password",
  user: "persistent: starts as root, runs as redis (999)",
  rotation: "nothing: the server and whoever calls it read it at each start",
  verified: `Redis 8.0 from Debian under our own entrypoint, which steps down by the image's own flags: ${provedCapabilities}`,
  state: { volumes: { data: "files" }, quiesce: "stop", restore: "the whole folder, into an empty volume" },
};
