import type { NetworkModel, StackModel } from "../../model/index.ts";
import { keyLabels } from "./labels.ts";
import { type PlannedResource, type PlanValue, present, type Ref, textValues } from "./resource.ts";

/**
 * A network of a stack's own; one that is external is somebody else's. On those that Compose made there are labels of its
 * own besides, which are no reason to recreate one: so a change of the labels is told by the user's alone. Options and
 * ranges that are taken out are no change to the provider, which then reads them back from the network that has them.
 */
export function planNetwork(host: string, network: NetworkModel, stack: StackModel, parent: Ref): PlannedResource {
  const pools = network.ipam.map(
    ({ subnet, gateway, ipRange, auxAddresses: auxAddress }): PlanValue =>
      present({ subnet, gateway, ipRange, auxAddress }),
  );
  return {
    type: "Network",
    name: `${host}/${network.name}`,
    args: present({
      name: network.name,
      driver: network.driver ?? "bridge",
      options: textValues(network.driverOpts),
      // Said even where it is not so: left out, a network that is internal would stay so.
      internal: network.internal,
      attachable: network.attachable || undefined,
      ipv6: network.enableIpv6 || undefined,
      ipamDriver: network.ipamDriver,
      ipamConfigs: pools,
      labels: keyLabels("network", network.key, stack, network.labels),
    }),
    options: {
      parent,
      deleteBeforeReplace: true,
      ignoreChanges: ["labels"],
      replacementTrigger: { labels: network.labels, options: network.driverOpts, pools },
    },
  };
}
