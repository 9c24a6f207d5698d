import { instancesOf } from "../../model/index.ts";
import type { Check } from "../check.ts";
import { type Member, membersOf } from "../members.ts";

/** A service's names on a network are its key, its container's name and its aliases there. */
export const dnsName: Check = {
  code: "HL027",
  level: "error",
  title: "Two services of one name on one network",
  why: "Docker's DNS answers a name with the addresses of all that bear it, in changing order: requests reach now one service, now the other. A service on two networks sees the names of both.",
  fix: "give one of them another id or alias, or keep it off the network that both are on",
  reference: "Docker: embedded DNS server, network-scoped aliases",
  *find(model) {
    const networks = new Map([...membersOf(model)].map(([name, members]) => [name, namesOn(members)] as const));
    for (const [network, { clashes }] of networks) {
      for (const { name, path, other } of clashes) {
        yield { path, message: `on the network "${network}" the name "${name}" is also that of "${other}"` };
      }
    }
    const seen = new Set<string>();
    for (const [small, large, path] of pairs(membersOf(model))) {
      if (seen.has(`${small} ${large}`)) continue;
      seen.add(`${small} ${large}`);
      for (const [name, one] of networks.get(small)?.owners ?? []) {
        const other = networks.get(large)?.owners.get(name);
        if (other === undefined || other === one || one === path || other === path) continue;
        yield {
          path,
          message: `it is on the networks "${small}" and "${large}", and the name "${name}" is that of "${one}" on one and of "${other}" on the other`,
        };
      }
    }
  },
};

function namesOn(members: readonly Member[]) {
  const owners = new Map<string, string>();
  const clashes: { readonly name: string; readonly path: string; readonly other: string }[] = [];
  for (const { service, stack, join } of members) {
    const containers = instancesOf(service, { name: stack }).map(({ containerName }) => containerName);
    for (const name of new Set([service.key, ...containers, ...join.aliases])) {
      const other = owners.get(name);
      if (other !== undefined && other !== service.path) clashes.push({ name, path: service.path, other });
      else owners.set(name, service.path);
    }
  }
  return { owners, clashes };
}

/** Every two networks that one service joins, the one with fewer members first, and that service. */
function* pairs(members: ReadonlyMap<string, readonly Member[]>): Generator<readonly [string, string, string]> {
  const joined = new Map<string, string[]>();
  for (const [network, list] of members) {
    for (const { service } of list) joined.set(service.path, [...(joined.get(service.path) ?? []), network]);
  }
  const size = (network: string) => members.get(network)?.length ?? 0;
  for (const [path, networks] of joined) {
    const bySize = networks.toSorted((a, b) => size(a) - size(b));
    for (const [index, small] of bySize.entries())
      for (const large of bySize.slice(index + 1)) yield [small, large, path];
  }
}
