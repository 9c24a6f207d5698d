import type { Check } from "../check.ts";
import { databaseAt } from "../database-ports.ts";
import { servicesOf } from "../walk.ts";

export const openPort: Check = {
  code: "HL114",
  level: "warning",
  title: "A port on every address of the host",
  why: "Docker writes its own firewall rules before those of ufw and firewalld: a port on 0.0.0.0 is open to every network that the host is in, whatever those say. An ingress is meant to be.",
  fix: 'set `hostIp: "127.0.0.1"` (behind a proxy on the host; the default of a hardened service), or the host\'s address in the LAN',
  reference: "OWASP Docker Security Cheat Sheet rule 5a; CIS Docker Benchmark 5.14",
  covers: ["CL-0005", "no-unbound-port-interfaces"],
  *find(model) {
    const ingresses = new Set(model.routes.map((route) => route.ingress));
    for (const { service } of servicesOf(model)) {
      if (ingresses.has(service.path)) continue;
      for (const { target, published, hostIp, protocol } of service.ports) {
        if (!["", "0.0.0.0", "::"].includes(hostIp) || databaseAt(service, target)) continue;
        const port = published === undefined ? `a free port for ${target}` : `port ${published}`;
        const which = hostIp === "" ? "" : ` (${hostIp})`;
        yield { path: service.path, message: `${port}/${protocol} is open on every address of the host${which}` };
      }
    }
  },
};
