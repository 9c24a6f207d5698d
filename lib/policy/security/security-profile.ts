import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

const off = /^(seccomp[:=]unconfined|apparmor[:=]unconfined|label[:=]disable|systempaths[:=]unconfined)$/;

export const securityProfile: Check = {
  code: "HL121",
  level: "warning",
  title: "A kernel protection turned off",
  why: "seccomp, AppArmor and SELinux stop what a container has no business with: loading modules, mounting, reading the kernel's memory.",
  fix: "leave the option out, or name a profile of your own",
  reference: "OWASP Docker Security Cheat Sheet rule 6; CIS Docker Benchmark 5.2, 5.3 and 5.22",
  covers: ["CL-0009"],
  find: perService(function* ({ securityOpt }) {
    for (const option of securityOpt) if (off.test(option)) yield `its securityOpt has ${option}`;
  }),
};
