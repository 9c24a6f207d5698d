import type { Check } from "../check.ts";
import { fileVariable } from "../images.ts";
import { perService } from "../per-service.ts";

export const environmentSecret: Check = {
  code: "HL117",
  level: "warning",
  title: "A secret in the environment, where a file would do",
  why: "`docker inspect`, crash reports and every child process show the environment. The image reads the value from a file too, which only the container has.",
  fix: "name the file in its place, and give it `secret.file()`",
  reference: "OWASP Docker Security Cheat Sheet rule 12; CIS Docker Benchmark 4.10",
  find: perService(function* ({ image, environment }) {
    for (const [name, text] of Object.entries(environment)) {
      const file = typeof text === "string" ? undefined : fileVariable(image, name);
      if (file !== undefined) yield `${name} holds a secret, and the image takes ${file}`;
    }
  }),
};
