import type { ComponentFacts } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "RabbitMQ",
  about: "a message broker",
  takes: "`memory`, `definitions`, `http`",
  gives: "`queue(name)`: a virtual host with a user of its own; `web`, its management",
  user: "starts as root, runs as rabbitmq (999)",
  rotation: "nothing: users and their passwords are defined at each start",
  verified:
    "RabbitMQ 4.0 from Debian under our own entrypoint, which keeps the image's contract: `test/engine/images-brokers.test.ts`, `test/engine/pulumi-components.test.ts`",
  state: {
    volumes: { data: "files" },
    quiesce: "stop",
    dump: [["rabbitmqctl", "export_definitions", "-"]],
    restore: "the whole folder under the same host name, which the component fixes; a dump has no messages",
  },
};
