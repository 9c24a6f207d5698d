import type { Check } from "../check.ts";
import { holdsSocket, hostPathsOf, isRootEquivalent } from "../host-paths.ts";
import { perService } from "../per-service.ts";

export const writableHostPath: Check = {
  code: "HL105",
  level: "error",
  waivable: true,
  title: "A folder of the system that a container may write to",
  why: "Whoever writes to it is root on the host by the next login, boot or scheduled job.",
  fix: "mount it `readOnly`, or mount only the folder that the app needs",
  reference: "CIS Docker Benchmark 5.6; OWASP Docker Security Cheat Sheet rule 8",
  covers: ["CL-0025"],
  find: perService(function* (service, stack) {
    for (const mount of hostPathsOf(service, stack)) {
      if (!mount.readOnly && isRootEquivalent(mount) && !holdsSocket(mount))
        yield `it can write to ${mount.path} of the host`;
    }
  }),
};
