import type { ServiceModel, StackModel } from "../model/index.ts";
import { type Drift, drift } from "./drift-kind.ts";
import { nameOf } from "./labels.ts";
import type { HostContainer } from "./snapshot.ts";

/** The networks that it is on, and how; Pulumi's provider never reads them back. */
export function networkDrift({ NetworkSettings }: HostContainer, service: ServiceModel, stack: StackModel): Drift[] {
  if (service.networkMode !== undefined || service.networks.length === 0) return [];
  const there = NetworkSettings.Networks ?? {};
  const engineName = (key: string) => stack.networks.find((one) => one.key === key)?.name ?? key;
  const wanted = service.networks.map((join) => ({ ...join, name: engineName(join.network) }));
  const messages = wanted.flatMap(({ name, aliases, ipv4Address, ipv6Address }) => {
    const endpoint = there[name];
    if (endpoint === undefined) return `it is not on the network ${name}`;
    const { Aliases, IPAMConfig } = endpoint;
    const lost = [service.key, ...aliases].filter((alias) => !(Aliases ?? []).includes(alias));
    const fixed = [
      [ipv4Address, IPAMConfig?.IPv4Address],
      [ipv6Address, IPAMConfig?.IPv6Address],
    ].flatMap(([address, is]) => (address === undefined || address === is ? [] : [address]));
    return [
      ...(lost.length > 0 ? [`it is not called ${lost.join(" and ")} on the network ${name}`] : []),
      ...fixed.map((address) => `it does not have the address ${address} on the network ${name}`),
    ];
  });
  const others = Object.keys(there).filter((name) => !wanted.some((one) => one.name === name));
  return [...messages, ...others.map((name) => `it is on the network ${name} too`)].map((message) =>
    drift("changed", message, { field: "networks", unseen: true }),
  );
}

/**
 * The namespaces of other services' containers that it is in. It joins them when it starts: once the other has started
 * again, or was recreated, they are nobody's, and the network among them has no way out.
 *
 * @param containerOf the container of another service of the stack
 */
export function joinedDrift(
  { HostConfig, State }: HostContainer,
  service: ServiceModel,
  containerOf: (service: string) => HostContainer | undefined,
): Drift[] {
  const modes = [
    ["network_mode", "network", service.networkMode, HostConfig.NetworkMode],
    ["pid", "processes", service.pid, HostConfig.PidMode],
    ["ipc", "shared memory", service.ipc, HostConfig.IpcMode],
  ] as const;
  return modes.flatMap(([field, what, wanted, mode]) => {
    const owner = typeof wanted === "object" ? containerOf(wanted.service) : undefined;
    // That the other is missing, or does not run, is reported with it.
    if (owner === undefined || !State.Running || !owner.State.Running) return [];
    const replaced = mode !== `container:${owner.Id}`;
    if (!replaced && Date.parse(State.StartedAt) >= Date.parse(owner.State.StartedAt)) return [];
    const since = `${nameOf(owner)} was ${replaced ? "recreated" : "restarted"}`;
    return drift("changed", `it has lost the ${what} that it shares: ${since}`, { field, unseen: true });
  });
}
