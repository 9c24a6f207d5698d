import type { Check } from "../check.ts";
import { membersOf } from "../members.ts";
import { servicesOf } from "../walk.ts";

export const identityHeaders: Check = {
  code: "HL140",
  level: "warning",
  title: "An app that believes headers, within reach of others",
  why: "It takes whoever a header names for signed in. Its ingress removes such headers from what visitors send; any other container on its networks can send them.",
  fix: "put the app and its ingress on a network of their own, by `networks` of both",
  reference: "authentik, Authelia: documentation of sign-on by trusted headers",
  *find(model) {
    for (const { stack, service } of servicesOf(model)) {
      if (!service.endpoints.some((one) => one.trustsIdentityHeaders)) continue;
      const ingresses = model.routes.filter((route) => route.service === service.path).map((route) => route.ingress);
      const networks = service.networks.map(({ network }) => stack.networks.find((one) => one.key === network)?.name);
      const near = networks.flatMap((name) => (name === undefined ? [] : (membersOf(model).get(name) ?? [])));
      const paths = new Set(near.map((member) => member.service.path));
      const others = [...paths].filter((path) => path !== service.path && !ingresses.includes(path)).sort();
      if (others.length === 0) continue;
      yield {
        path: service.path,
        message: `it believes identity headers, and these reach it too: ${others.join(", ")}`,
      };
    }
  },
};
