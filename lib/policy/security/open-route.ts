import type { Check } from "../check.ts";
import { loginOf } from "../routes.ts";

export const openRoute: Check = {
  code: "HL123",
  level: "warning",
  title: "A public app without a login",
  why: "Whoever knows or guesses the hostname is let in: names get known by the certificate logs within minutes.",
  fix: 'behind a reverse proxy, have it ask who visitors are (`auth: authentik.group("family")`) or for a password (`auth: { kind: "basic", users }`); with a policy at the tunnel, or where all may pass, say so (`auth: { kind: "none", reason: "…" }`); or leave out the route',
  reference: "none: it takes the routes to see it",
  *find(model) {
    for (const route of model.routes) {
      if (route.auth || loginOf(model, route) !== "none") continue;
      yield { path: route.service, message: `"${route.host}" leads to it, and it lets in whoever reaches it` };
    }
  },
};
