import type { NetworkModel } from "../../model/index.ts";
import type { Check } from "../check.ts";
import { parseSubnet, type Subnet, subnetsOverlap } from "../subnet.ts";

type Pool = NetworkModel["ipam"][number];

export const subnets: Check = {
  code: "HL038",
  level: "error",
  title: "Subnets that are wrong or overlap",
  why: "Docker refuses a network whose subnet overlaps another's, and a gateway or range outside of its subnet.",
  fix: "use ranges in CIDR form that do not overlap, a gateway inside of its subnet: subnet `172.30.1.0/24`, gateway `172.30.1.1`",
  reference: "Docker: `Pool overlaps with other one on this address space`",
  *find(model) {
    const seen: { readonly path: string; readonly text: string; readonly subnet: Subnet }[] = [];
    for (const network of model.stacks.flatMap((stack) => stack.networks)) {
      if (network.external) continue;
      for (const pool of network.ipam) {
        const subnet = parseSubnet(pool.subnet);
        const flaw = flawOf(pool, subnet);
        if (flaw !== undefined || !subnet) {
          yield { path: network.path, message: flaw ?? "" };
          continue;
        }
        const other = seen.find((one) => subnetsOverlap(one.subnet, subnet));
        if (other)
          yield { path: network.path, message: `its subnet ${pool.subnet} overlaps ${other.text} of "${other.path}"` };
        seen.push({ path: network.path, text: pool.subnet, subnet });
      }
    }
  },
};

function flawOf({ subnet, gateway, ipRange, auxAddresses = {} }: Pool, range: Subnet | undefined): string | undefined {
  if (!range) return `${JSON.stringify(subnet)} is not a subnet`;
  if (gateway !== undefined && !range.contains(gateway))
    return `the gateway ${JSON.stringify(gateway)} lies outside of its subnet ${subnet}`;
  const outside = Object.entries(auxAddresses).find(([, address]) => !range.contains(address));
  if (outside)
    return `the address ${JSON.stringify(outside[1])} of ${JSON.stringify(outside[0])} lies outside of its subnet ${subnet}`;
  const part = ipRange === undefined ? range : parseSubnet(ipRange);
  return part && range.contains(part.address)
    ? undefined
    : `the range ${JSON.stringify(ipRange)} is no part of ${subnet}`;
}
