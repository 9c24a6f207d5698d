import type { ComponentFacts } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Traefik",
  about: "a reverse proxy, without the engine's socket",
  takes: "`publish`, certificates by `acme`",
  gives: "`route(host, web, { auth })`",
  user: "root, without a capability",
  rotation: "nothing: DNS credentials and users' files are read at each start",
  verified:
    "Traefik v3.7.13 itself, built from its Go module: `test/engine/pulumi-components.test.ts`, `test/engine/sign-on.test.ts`. Not the release's: its DNS providers, the library that checks passwords (a version of 2020), and one module that is not published. Certificates by ACME were not tried",
  state: { volumes: { acme: "files" }, restore: "what is lost is issued again, within the authority's limits" },
};
