import type { Check } from "../check.ts";

export const plainRoute: Check = {
  code: "HL125",
  level: "warning",
  title: "A route without TLS",
  why: "Passwords and session cookies cross every network in between in clear, and can be changed on the way.",
  fix: "let the ingress serve https; an internal name can have a certificate too, by the DNS challenge",
  reference: "OWASP Transport Layer Security Cheat Sheet",
  *find(model) {
    for (const { host, scheme, service } of model.routes) {
      if (scheme === "http") yield { path: service, message: `"${host}" is served over plain http` };
    }
  },
};
