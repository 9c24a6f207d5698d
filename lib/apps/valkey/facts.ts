import { type ComponentFacts, provedCapabilities } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Valkey",
  about: "a cache, or with `persistent` a store",
  takes: "`memory`, `persistent`",
  gives: "a key-value server with a password",
  user: "persistent: starts as root, runs as valkey (999)",
  rotation: "nothing: the server and whoever calls it read it at each start",
  verified: `Valkey 8.1 from Debian under our own entrypoint, which keeps the image's contract: ${provedCapabilities}`,
  state: { volumes: { data: "files" }, quiesce: "stop", restore: "the whole folder, into an empty volume" },
};
