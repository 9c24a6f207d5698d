import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

const on = /^no-new-privileges([:=]true)?$/;

export const newPrivileges: Check = {
  code: "HL109",
  level: "warning",
  title: "New privileges are not refused",
  why: "Without it a process can become root by a set-user-id program of the image.",
  fix: 'leave out `securityOpt`, or put "no-new-privileges:true" into it',
  reference: "OWASP Docker Security Cheat Sheet rule 4; CIS Docker Benchmark 5.26",
  covers: ["CL-0003"],
  find: perService(function* ({ securityOpt, privileged, baseline }) {
    // Of one that is left to Docker, HL143 says all that it lacks.
    if (baseline === undefined && !privileged && !securityOpt.some((option) => on.test(option)))
      yield "its securityOpt has no no-new-privileges:true";
  }),
};
