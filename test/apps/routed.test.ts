import {
  Cloudflared,
  Forgejo,
  type Ingress,
  Nginx,
  Postgres,
  Secret,
  Stack,
  Traefik,
  type WebEndpoint,
} from "homelab-stacks";
import { describe, expect, it } from "vitest";
import { build } from "../../lib/model/index.ts";
import { homelab } from "./definition.ts";

// What code without types may give to `route`.

const ingresses: Readonly<Record<string, (stack: Stack) => Ingress>> = {
  Traefik: (stack) => new Traefik(stack, "edge"),
  Nginx: (stack) =>
    new Nginx(stack, "edge", {
      publish: {
        hostIp: "127.0.0.1",
        certificate: Secret.provided(stack, "certificate"),
        key: Secret.provided(stack, "key"),
      },
    }),
  Cloudflared: (stack) => new Cloudflared(stack, "edge", { token: Secret.provided(stack, "token") }),
  "Cloudflared before a proxy": (stack) =>
    new Cloudflared(stack, "edge", {
      tunnel: "6ff42ae2-765d-4adf-8112-31c55c1551ef",
      through: new Traefik(stack, "proxy"),
      credentials: Secret.provided(stack, "credentials"),
    }),
};

const given: Readonly<Record<string, readonly [what: (stack: Stack) => unknown, fix: string, host?: unknown]>> = {
  "an app": [(stack) => new Forgejo(stack, "git"), "`web`"],
  "another endpoint": [(stack) => new Postgres(stack, "db").endpoint, "service.web(port)"],
  nothing: [() => undefined, "give it"],
  "no hostname": [(stack) => new Forgejo(stack, "git").web, "documentation", 7],
};

describe.each(Object.entries(ingresses))("%s", (_, make) => {
  it.each(Object.entries(given))(
    "refuses %s by its name, path and line, and goes on",
    (_, [what, fix, host = "git"]) => {
      const lab = homelab();
      const stack = new Stack(lab, "s");
      const ingress = make(stack);
      const route = ingress.route(host as string, what(stack) as WebEndpoint, {});
      expect(route).toMatchObject({ scheme: "https" });
      const errors = build(lab).problems.filter(({ level }) => level === "error");
      expect(errors).toMatchObject([
        { code: expect.stringMatching(/^HL0(04|71)$/), path: "s/edge", source: expect.stringMatching(/\.ts:\d+$/) },
      ]);
      expect(errors[0]?.message).toContain(host === "git" ? "route" : "host");
      expect(errors[0]?.fix).toContain(fix);
    },
  );
});
