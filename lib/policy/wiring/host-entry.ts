import { isIP } from "node:net";
import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

export const hostEntry: Check = {
  code: "HL039",
  level: "error",
  title: "An address that is none",
  why: "`extraHosts` and `dns` hold addresses. A name in their place is refused by Docker.",
  fix: "write an address, without brackets, or `host-gateway` for the host itself",
  reference: "Docker: `invalid IP address in add-host`",
  find: perService(function* ({ extraHosts, dns }) {
    for (const [name, address] of Object.entries(extraHosts)) {
      // Docker writes it into /etc/hosts as it is, up to the first colon.
      if (!/^[^\s:=#\p{C}]+$/u.test(name)) yield `extraHosts has the name ${JSON.stringify(name)}, which is none`;
      if (isIP(address) || address === "host-gateway") continue;
      yield `extraHosts gives "${name}" ${JSON.stringify(address)}, which is no address`;
    }
    for (const server of dns) if (!isIP(server)) yield `dns has ${JSON.stringify(server)}, which is no address`;
  }),
};
