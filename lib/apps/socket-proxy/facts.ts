import type { ComponentFacts } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "SocketProxy",
  user: "root, without a capability",
  rotation: "nothing: it has no secret",
  verified:
    "HAProxy itself, as Debian has it: `test/engine/socket-proxy.test.ts`. Its image's user and files are those of docker-library/haproxy",
};
