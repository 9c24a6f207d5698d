import type { Check } from "../check.ts";
import { databaseAt, isLoopback } from "../database-ports.ts";
import { spellPort } from "../host-ports.ts";
import { perService } from "../per-service.ts";

export const databasePort: Check = {
  code: "HL112",
  level: "error",
  waivable: true,
  title: "A database or an engine's control port on the network",
  why: "Everybody who reaches the host can try its password, or needs none. Apps on the same host reach it by name without a published port.",
  fix: "leave out the port; for tools on the host itself leave out `hostIp`, for another machine use an SSH tunnel",
  reference: "CIS Docker Benchmark 5.9; OWASP Docker Security Cheat Sheet rule 5a",
  find: perService(function* (service) {
    for (const port of service.ports) {
      const what = databaseAt(service, port.target);
      if (what && !isLoopback(port.hostIp)) yield `${spellPort(port)} leads to ${what}`;
    }
  }),
};
