import type { ComponentFacts } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Traefik",
  user: "root, without a capability",
  rotation: "nothing: DNS credentials and users' files are read at each start",
  verified:
    "Traefik v3.7.13 itself, built from its Go module without its DNS providers: `test/engine/pulumi-components.test.ts`. Certificates by ACME were not tried",
};
