import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

export const droppedCapabilities: Check = {
  code: "HL110",
  level: "warning",
  title: "Capabilities that nobody asked for",
  why: "Docker gives a container 14 capabilities. Most apps need none or a few, and what is not there cannot be misused.",
  fix: 'leave out `capDrop` (it is "ALL" then), and add what the app needs in `capAdd`',
  reference: "OWASP Docker Security Cheat Sheet rule 3; CIS Docker Benchmark 5.4",
  covers: ["CL-0006"],
  find: perService(function* ({ capDrop, privileged, baseline }) {
    // Of one that is left to Docker, HL143 says all that it lacks.
    if (baseline === undefined && !privileged && !capDrop.includes("ALL")) yield "its capDrop has no ALL";
  }),
};
