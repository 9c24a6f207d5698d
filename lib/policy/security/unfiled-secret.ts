import type { Check } from "../check.ts";
import { fileVariable } from "../images.ts";
import { perService } from "../per-service.ts";

export const unfiledSecret: Check = {
  code: "HL131",
  level: "advice",
  title: "A secret in the environment",
  why: "`docker inspect`, crash reports and every child process show the environment. Some images take nothing else.",
  fix: "see whether the image takes a file (a variable that ends in `_FILE`, a config file), and give it `secret.file()`",
  reference: "OWASP Docker Security Cheat Sheet rule 12; CIS Docker Benchmark 4.10",
  find: perService(function* ({ image, environment }) {
    for (const [name, text] of Object.entries(environment)) {
      if (typeof text !== "string" && fileVariable(image, name) === undefined) yield `${name} holds a secret`;
    }
  }),
};
