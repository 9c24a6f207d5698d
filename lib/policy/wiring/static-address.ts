import type { NetworkModel } from "../../model/index.ts";
import type { Check } from "../check.ts";
import { membersOf } from "../members.ts";
import { parseSubnet } from "../subnet.ts";

export const staticAddress: Check = {
  code: "HL037",
  level: "error",
  title: "A fixed address that the network cannot give",
  why: "Docker gives a fixed address only within a subnet that the network was made with, and to one container.",
  fix: "give the network `ipam` with a subnet that contains the address, or leave the address out: names do not change",
  reference:
    "Docker: `user specified IP address is supported only when connecting to networks with user configured subnets`",
  *find(model) {
    const networks = new Map(model.stacks.flatMap((stack) => stack.networks.map((one) => [one.name, one] as const)));
    for (const [name, members] of membersOf(model)) {
      const network = networks.get(name);
      const holders = new Map<string, string>();
      for (const { service, join } of members) {
        for (const address of [join.ipv4Address, join.ipv6Address]) {
          if (address === undefined) continue;
          const flaw = network && flawOf(address, network, holders.get(address));
          if (flaw) yield { path: service.path, message: `its address ${address} on the network "${name}" ${flaw}` };
          holders.set(address, service.path);
        }
      }
    }
  },
};

/** Networks of somebody else's tell nothing of their subnets here. */
function flawOf(address: string, network: NetworkModel, holder: string | undefined): string | undefined {
  if (holder !== undefined) return `is also that of "${holder}"`;
  if (network.ipam.length === 0) return network.external ? undefined : "lies in no subnet: the network has no `ipam`";
  if (network.ipam.some(({ gateway }) => gateway === address)) return "is the gateway's";
  const subnets = network.ipam.map(({ subnet }) => subnet);
  return subnets.some((subnet) => parseSubnet(subnet)?.contains(address))
    ? undefined
    : `lies outside of ${subnets.join(", ")}`;
}
