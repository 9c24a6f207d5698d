import type { Check } from "../check.ts";
import { holdsSocket, hostPathsOf } from "../host-paths.ts";
import { perService } from "../per-service.ts";

export const controlSocket: Check = {
  code: "HL100",
  level: "error",
  waivable: true,
  title: "The container engine's socket in a container",
  why: "Whoever can talk to the socket is root on the host: one call starts a container with the host's disk in it. Mounting it read-only changes nothing, since a socket is written to through reads, and a folder that contains it gives it away too.",
  fix: "put a socket proxy in between, which lets through the few calls that the app needs, on an internal network",
  reference: "OWASP Docker Security Cheat Sheet rule 1; CIS Docker Benchmark 5.32",
  covers: ["CL-0001"],
  find: perService(function* (service, stack) {
    for (const mount of hostPathsOf(service, stack)) {
      if (holdsSocket(mount))
        yield `${mount.path} of the host is mounted, which ${mount.path.endsWith(".sock") ? "is" : "contains"} an engine's socket`;
    }
  }),
};
