import type { Check } from "../check.ts";
import { databaseAt, isLoopback } from "../database-ports.ts";
import { spellPort } from "../host-ports.ts";
import { perService } from "../per-service.ts";

export const localDatabasePort: Check = {
  code: "HL113",
  level: "advice",
  title: "A database on a port of the host",
  why: "Every user and program of the host reaches it. Apps in containers reach it by name without.",
  fix: "leave out the port; a client is in the container: `docker exec -it … psql`",
  reference: "CIS Docker Benchmark 5.9",
  find: perService(function* (service) {
    for (const port of service.ports) {
      const what = databaseAt(service, port.target);
      if (what && isLoopback(port.hostIp)) yield `${spellPort(port)} leads to ${what}`;
    }
  }),
};
