import type { HomelabModel } from "../../model/index.ts";
import type { Check } from "../check.ts";
import { servesData } from "../database-ports.ts";
import { membersOf } from "../members.ts";

export const databaseNetwork: Check = {
  code: "HL122",
  level: "error",
  waivable: true,
  title: "A database that other stacks can reach",
  why: "Every app on the network, and whoever takes one of them over, can try the database's password. A stack's private network is what keeps a flaw in one app from becoming a flaw of all.",
  fix: "leave out the service's `networks`: it is then on its stack's private network alone",
  reference: "OWASP Docker Security Cheat Sheet rule 5",
  *find(model) {
    const external = externalNetworks(model);
    for (const [name, members] of membersOf(model)) {
      const others = new Set(members.map((member) => member.stack));
      if (others.size < 2 && !external.has(name)) continue;
      for (const { service } of members.filter((member) => servesData(member.service))) {
        const who = external.has(name)
          ? "whose members are not known here"
          : `with the stacks ${[...others].sort().join(", ")}`;
        yield { path: service.path, message: `it is on the network "${name}", ${who}` };
      }
    }
  },
};

/** Networks that this definition makes nowhere. */
function externalNetworks(model: HomelabModel): Set<string> {
  const networks = model.stacks.flatMap((stack) => stack.networks);
  const own = new Set(networks.filter((network) => !network.external).map((network) => network.name));
  return new Set(networks.map((network) => network.name).filter((name) => !own.has(name)));
}
