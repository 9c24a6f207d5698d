import type { Check } from "../check.ts";
import { addressesOverlap, hostPortsOf } from "../host-ports.ts";
import { groupBy } from "../walk.ts";

/** Across all stacks, since they share one host. */
export const hostPort: Check = {
  code: "HL013",
  level: "error",
  title: "Two services on one port of the host",
  why: "A port of an address belongs to one process. The service that starts second fails, and which one that is changes from start to start. 0.0.0.0 includes every IPv4 address, :: every IPv6 address, and a service on the host's network listens on all of them.",
  fix: "give one of them another `published` port or another `hostIp`",
  reference: "Docker: `port is already allocated`",
  covers: ["no-duplicate-exported-ports"],
  *find(model) {
    for (const [, taken] of groupBy(hostPortsOf(model), ({ port, protocol }) => `${port}/${protocol}`)) {
      for (const [index, one] of taken.entries()) {
        const other = taken.slice(0, index).find((before) => addressesOverlap(before.address, one.address));
        if (!other) continue;
        yield {
          path: one.path,
          message: `it takes ${spell(one)} of the host, and "${other.path}" takes ${spell(other)}`,
        };
      }
    }
  },
};

function spell({ address, port, protocol }: { address: string; port: number; protocol: string }): string {
  const host = address === "*" ? "all addresses, port " : address.includes(":") ? `[${address}]:` : `${address}:`;
  return `${host}${port}/${protocol}`;
}
