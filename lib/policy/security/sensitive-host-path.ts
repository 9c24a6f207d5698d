import type { Check } from "../check.ts";
import { holdsSocket, hostPathsOf, isRootEquivalent, isSensitive } from "../host-paths.ts";
import { perService } from "../per-service.ts";

export const sensitiveHostPath: Check = {
  code: "HL106",
  level: "warning",
  title: "A folder of the system that a container sees",
  why: "It gives away keys, password hashes, other containers' data or the hardware to whoever takes over the app. Some apps exist to read them: a metrics exporter, a backup.",
  fix: "mount only the file or folder that the app needs, or acknowledge it with what the app needs it for",
  reference: "CIS Docker Benchmark 5.6; OWASP Docker Security Cheat Sheet rule 8",
  covers: ["CL-0013"],
  find: perService(function* (service, stack) {
    for (const mount of hostPathsOf(service, stack)) {
      const told = holdsSocket(mount) || (!mount.readOnly && isRootEquivalent(mount));
      if (isSensitive(mount) && !told) yield `it can ${mount.readOnly ? "read" : "write to"} ${mount.path} of the host`;
    }
  }),
};
