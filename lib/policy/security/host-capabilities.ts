import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

/** With these a process leaves its container by itself. */
const escapes = new Set(["ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_RAWIO"]);

export const hostCapabilities: Check = {
  code: "HL102",
  level: "error",
  waivable: true,
  title: "A capability that amounts to root on the host",
  why: "With ALL, SYS_ADMIN, SYS_MODULE or SYS_RAWIO a process can leave its container: load a kernel module, mount the host's disk, write its memory.",
  fix: "give it a narrower one; most apps need none, and those that start as root and step down need CHOWN, SETUID and SETGID",
  reference: "capabilities(7); OWASP Docker Security Cheat Sheet rule 3; CIS Docker Benchmark 5.4",
  covers: ["CL-0024"],
  find: perService(function* ({ capAdd }) {
    for (const name of capAdd) if (escapes.has(name)) yield `it has the capability ${name}`;
  }),
};
