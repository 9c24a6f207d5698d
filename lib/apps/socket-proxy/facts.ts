import type { ComponentFacts } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "SocketProxy",
  about: "the engine's socket, without what gives the host away",
  takes: "`socket`",
  gives: '`access({ containers: "read" })`: an address and a network of its own',
  user: "root, without a capability",
  rotation: "nothing: it has no secret",
  verified:
    "HAProxy itself, as Debian has it: `test/engine/socket-proxy.test.ts`. Its image's user and files are those of docker-library/haproxy",
};
