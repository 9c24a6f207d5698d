import type { ComponentFacts } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Registry",
  about: "a registry of images, or a pull-through `proxy` of another",
  takes: "`users`, `proxy`, `readOnly`, `http`",
  gives: "`web`",
  user: "root, without a capability",
  rotation: "nothing: users and passwords are read at each start",
  verified:
    "docker-registry 2.8 from Debian at version 3's places: `test/engine/images-brokers.test.ts`, `test/engine/pulumi-components.test.ts`. Not version 3 itself",
  state: {
    volumes: { data: "files" },
    quiesce: "stop",
    restore: "the whole folder; never beside a garbage collection",
  },
};
