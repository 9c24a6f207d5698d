import type { Check } from "../check.ts";

export const selfGuarded: Check = {
  code: "HL142",
  level: "error",
  title: "An identity provider guarded by itself",
  why: "Nobody is signed in yet who comes to sign in: each request for the sign-in page would lead to the sign-in page.",
  fix: "leave out the `auth` of the provider's own route: it asks by itself",
  reference: "authentik: documentation of the proxy provider",
  *find(model) {
    for (const { host, service, auth } of model.routes) {
      if (auth?.kind !== "forward" && auth?.kind !== "oidc") continue;
      if (auth.provider === service) yield { path: service, message: `"${host}" leads to what is to ask its visitors` };
    }
  },
};
