import type { Check } from "../check.ts";
import { isWellKnown } from "../credentials.ts";
import { literalsOf } from "../literals.ts";

/** The value itself is never part of the message. */
export const literalCredential: Check = {
  code: "HL115",
  level: "error",
  waivable: true,
  title: "A credential written in clear",
  why: "The definition and the files that it renders are committed to git, and everybody who may run `docker inspect` reads it.",
  fix: 'make it a secret: `Secret.generated(this, "password")`, or `Secret.provided(…)` for one that somebody else issues; then `secret.file()` where the image reads files',
  reference: "OWASP Docker Security Cheat Sheet rule 12; CIS Docker Benchmark 4.10",
  covers: ["CL-0020", "CL-0021"],
  *find(model) {
    for (const { path, place, value, fix } of literalsOf(model)) {
      if (!isWellKnown(value))
        yield { path, message: `${place} holds what looks like a credential`, ...(fix && { fix }) };
    }
  },
};
