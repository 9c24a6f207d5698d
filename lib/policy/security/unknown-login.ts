import type { Check } from "../check.ts";
import { loginOf } from "../routes.ts";

export const unknownLogin: Check = {
  code: "HL124",
  level: "advice",
  title: "A public app of which nobody said whether it has a login",
  why: "Whoever knows or guesses the hostname reaches it. Whether the app then asks who they are, the definition does not say.",
  fix: 'say so where the endpoint is named: `web(80, { auth: "own" })`, or `"none"`',
  reference: "none: it takes the routes to see it",
  *find(model) {
    for (const route of model.routes) {
      if (route.auth || loginOf(model, route) !== undefined) continue;
      yield { path: route.service, message: `"${route.host}" leads to it, and its login is unknown` };
    }
  },
};
