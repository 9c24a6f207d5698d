import type { ComponentFacts } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Mosquitto",
  about: "an MQTT broker",
  takes: "`mqtt`",
  gives: "`account(user)`: an address with a password of its own",
  user: "starts as root, runs as mosquitto (1883)",
  rotation: "nothing: the broker and whoever calls it read it at each start",
  verified:
    "Mosquitto 2.0 from Debian under our own entrypoint, which keeps the image's contract: `test/engine/images-brokers.test.ts`, `test/engine/pulumi-components.test.ts`",
  state: { volumes: { data: "files" }, quiesce: "stop", restore: "the whole folder, into an empty volume" },
};
