import type { JoinModel, ServiceModel } from "../model/index.ts";
import { perModel, servicesOf } from "./walk.ts";

/** A service's place on a network of the engine. */
export interface Member {
  readonly service: ServiceModel;
  readonly stack: string;
  readonly join: JoinModel;
}

/** Who is on each network, by its name on the engine: what several stacks join is one network. */
export const membersOf = perModel((model): ReadonlyMap<string, readonly Member[]> => {
  const members = new Map<string, Member[]>();
  for (const { stack, service } of servicesOf(model)) {
    for (const join of service.networks) {
      const name = stack.networks.find((network) => network.key === join.network)?.name ?? join.network;
      const list = members.get(name);
      if (list) list.push({ service, stack: stack.name, join });
      else members.set(name, [{ service, stack: stack.name, join }]);
    }
  }
  return members;
});
