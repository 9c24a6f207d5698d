import type { Check } from "../check.ts";
import { hostPortsOf } from "../host-ports.ts";

/** Every address, and those that systemd-resolved has. */
const held: Readonly<Record<string, string>> = {
  "*": "every address of the host",
  "0.0.0.0": "every address of the host",
  "::": "every address of the host",
  "127.0.0.53": "127.0.0.53",
  "127.0.0.54": "127.0.0.54",
};

export const resolverPort: Check = {
  code: "HL150",
  level: "warning",
  title: "Port 53 where the host's own resolver listens",
  why: "On most hosts systemd-resolved answers on port 53 of 127.0.0.53 and 127.0.0.54: whoever wants that port of every address does not start. Where it does start, it answers whoever reaches the host, from the internet too.",
  fix: 'publish it on the host\'s address in the network that is to be answered, such as `hostIp: "192.168.1.2"`',
  reference: "systemd-resolved.service(8), `DNSStubListener`",
  *find(model) {
    const said = new Set<string>();
    for (const { path, address, port } of hostPortsOf(model)) {
      const where = Object.hasOwn(held, address) ? held[address] : undefined;
      if (port !== 53 || where === undefined || said.has(path)) continue;
      said.add(path);
      yield { path, message: `it takes port 53 of ${where}, where a resolver of the host's own may be` };
    }
  },
};
