import type { Check } from "../check.ts";
import { isWellKnown } from "../credentials.ts";
import { literalsOf } from "../literals.ts";

export const defaultPassword: Check = {
  code: "HL116",
  level: "error",
  waivable: true,
  title: "A password that everybody knows",
  why: "It is a default or a placeholder: the first that is tried by every program that tries passwords.",
  fix: 'make it a secret: `Secret.generated(this, "password")`',
  reference: "OWASP Top 10 A07; CWE-1392",
  covers: ["CL-0020", "CL-0021"],
  *find(model) {
    for (const { path, place, value } of literalsOf(model)) {
      if (isWellKnown(value)) yield { path, message: `${place} holds a well-known password` };
    }
  },
};
