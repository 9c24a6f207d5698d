import { BlockList, isIPv6 } from "node:net";
import type { Problem } from "../core/problem.ts";
import type { HomelabModel } from "../model/index.ts";
import { composeLabel } from "./labels.ts";
import { type Claims, isOwn } from "./owner.ts";
import type { HostNetwork, Snapshot } from "./snapshot.ts";

/** A network of this homelab's that has to go, and the network that takes its subnet. */
export interface Going {
  readonly id: string;
  readonly name: string;
  readonly before: string;
}

/** Networks that have a subnet which another one of the definition is to have. */
export function networksInTheWay(
  { name: homelab, stacks }: HomelabModel,
  { networks: there, containers }: Snapshot,
  claims: Claims,
) {
  const wanted = stacks.flatMap((stack) => stack.networks.filter(({ external }) => !external));
  // A network has no label of a homelab: it is of whoever has the containers of its Compose project.
  const isOfOurs = (project: string | undefined) =>
    stacks.some(({ name }) => name === project) &&
    containers
      .filter(({ Config }) => composeLabel(Config, "project") === project)
      .every((container) => isOwn(container, homelab, claims));
  const going: Going[] = [];
  const problems: Problem[] = [];
  for (const network of wanted) {
    for (const other of there.filter(({ Name }) => Name !== network.name)) {
      const [subnet] = network.ipam
        .map((pool) => pool.subnet)
        .filter((one) => subnetsOf(other).some((two) => meet(one, two)));
      if (subnet === undefined || going.some(({ id }) => id === other.Id)) continue;
      const ours = claims.known.has(other.Id) || isOfOurs(composeLabel(other, "project"));
      const staying = wanted.find(({ name }) => name === other.Name);
      const stays = staying?.ipam.every((pool) => subnetsOf(other).includes(pool.subnet));
      if (ours && !stays) going.push({ id: other.Id, name: other.Name, before: network.name });
      else problems.push(subnetTaken(network.path, network.name, subnet, other, ours));
    }
  }
  return { going, problems };
}

function subnetTaken(path: string, name: string, subnet: string, other: HostNetwork, ours: boolean): Problem {
  const has = `the network ${other.Name} has ${subnetsOf(other).join(" and ")}`;
  return {
    code: "HL754",
    level: "error",
    path,
    message: `the network ${name} needs the subnet ${subnet}, and ${has}${ours ? ", which Docker chose" : ", and is not this homelab's"}; nothing was changed`,
    fix: ours
      ? `give ${other.Name} a subnet in the definition, or ${name} another`
      : "remove that one, or choose another subnet",
  };
}

function subnetsOf({ IPAM }: HostNetwork): string[] {
  return (IPAM.Config ?? []).flatMap(({ Subnet }) => Subnet ?? []);
}

/** Whether two subnets (`10.5.0.0/24`) have an address in common: the first of one lies in the other. */
function meet(one: string, other: string): boolean {
  return contains(one, other) || contains(other, one);
}

function contains(subnet: string, other: string): boolean {
  const [[net = "", bits], [first = ""]] = [subnet.split("/"), other.split("/")];
  if (isIPv6(net) !== isIPv6(first)) return false;
  const family = isIPv6(net) ? "ipv6" : "ipv4";
  const list = new BlockList();
  list.addSubnet(net, Number(bits), family);
  return list.check(first, family);
}
