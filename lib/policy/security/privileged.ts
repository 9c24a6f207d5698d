import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

export const privileged: Check = {
  code: "HL101",
  level: "error",
  waivable: true,
  title: "A privileged container",
  why: "It has every capability and every device of the host: a flaw in the app is a flaw of the host.",
  fix: "give it the capabilities (`capAdd`) and `devices` that it needs",
  reference: "OWASP Docker Security Cheat Sheet rule 3; CIS Docker Benchmark 5.5",
  covers: ["CL-0002"],
  find: perService(function* (service) {
    if (service.privileged) yield "it is privileged";
  }),
};
