import type { Check } from "../check.ts";
import { isWellKnown } from "../credentials.ts";
import { literalsOf } from "../literals.ts";
import { perService } from "../per-service.ts";

export const defaultPassword: Check = {
  code: "HL116",
  level: "error",
  waivable: true,
  title: "A password that everybody knows",
  why: "It is a default or a placeholder: the first that is tried by every program that tries passwords.",
  mend: 'make it a secret: `Secret.generated(this, "password")`',
  reference: "OWASP Top 10 A07; CWE-1392",
  covers: ["CL-0020", "CL-0021"],
  find: perService(function* (service, stack) {
    for (const { place, value } of literalsOf(service, stack)) {
      if (isWellKnown(value)) yield `${place} holds a well-known password`;
    }
  }),
};
