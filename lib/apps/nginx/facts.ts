import type { ComponentFacts } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Nginx",
  about: "a reverse proxy, with a certificate of your own",
  takes: "`publish`",
  gives: "`route(host, web, { auth })`",
  user: "starts as root; its workers run as nginx (101)",
  rotation: "nothing: certificates and users' files are read at each start",
  verified: "nginx itself, as Debian has it: `test/engine/sign-on.test.ts`, `test/engine/pulumi-components.test.ts`",
};
