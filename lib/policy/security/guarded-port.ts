import type { Check } from "../check.ts";
import { spellPort } from "../host-ports.ts";
import { publisherOf, servicesOf } from "../walk.ts";

export const guardedPort: Check = {
  code: "HL141",
  level: "warning",
  title: "A guarded app with a published port",
  why: "The ingress asks visitors who they are; by the port of the host the same app is reached unasked.",
  fix: "leave out the published port, or the `auth` of the route if the app itself asks",
  reference: "none: it takes the routes to see it",
  *find(model) {
    for (const { host, service: path, port, auth } of model.routes) {
      if (auth?.kind !== "forward" && auth?.kind !== "basic") continue;
      const app = servicesOf(model).find((one) => one.service.path === path);
      const published = app && publisherOf(model, app).ports.find((one) => one.target === port);
      if (!published) continue;
      yield {
        path,
        message: `"${host}" asks who visitors are (${auth.kind}), and ${spellPort(published)} leads past that`,
      };
    }
  },
};
