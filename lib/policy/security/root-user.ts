import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

export const rootUser: Check = {
  code: "HL127",
  level: "warning",
  title: "Root by choice",
  why: "`user` overrides the image's own choice, and root inside of a container is root's number outside too.",
  fix: "leave out `user`, or give the number that owns the app's files",
  reference: "OWASP Docker Security Cheat Sheet rule 2; CIS Docker Benchmark 4.1",
  covers: ["CL-0018"],
  find: perService(function* ({ user }) {
    if (user !== undefined && /^(0+|root)(:|$)/.test(user)) yield `it runs as user ${JSON.stringify(user)}`;
  }),
};
