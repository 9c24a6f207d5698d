import { isIPv6 } from "node:net";
import type { PortModel, ServiceModel, StackModel } from "../model/index.ts";
import { nameOf } from "./labels.ts";
import type { HostContainer, HostVolume, Snapshot } from "./snapshot.ts";

/** Something that only one container may hold at a time; a service that is to start claims it, a container that runs holds it. */
export type Claim =
  | Place
  | { readonly kind: "port"; readonly protocol: string; readonly address: string; readonly port: number }
  | { readonly kind: "address"; readonly network: string; readonly address: string }
  | { readonly kind: "device"; readonly path: string }
  /** The ports of a network namespace that is shared: the host's (`host`), or another container's, by its name. */
  | { readonly kind: "namespace"; readonly of: string };

/** A volume, a folder of the host or what a volume stands for (an export of a file server). */
interface Place {
  readonly kind: "place";
  /** As people know it: the volume's name, or the path. */
  readonly name: string;
  /** What it is, however it is mounted: paths of the host, `volume:<name>`, or `<server>:<path>`. */
  readonly ids: readonly string[];
  /** The one of `ids` where the engine keeps the volume itself; absent for a folder, and for a volume that is not there yet. */
  readonly kept?: string | undefined;
  readonly writes: boolean;
}

/** What a service will hold once it runs. */
export function claimsOf(service: ServiceModel, stack: StackModel, { volumes }: Snapshot): Claim[] {
  const places = service.mounts.flatMap((mount): Place | [] => {
    if (mount.type === "tmpfs") return [];
    const { type, source, readOnly } = mount;
    const volume = type === "volume" ? stack.volumes.find(({ key }) => key === source) : undefined;
    const name = volume?.bind ?? volume?.name ?? source;
    const isVolume = type === "volume" && volume?.bind === undefined;
    const where = isVolume ? whereIs(name, volumes) : { ids: [name] };
    return { kind: "place", name, ...where, writes: !readOnly };
  });
  const networkName = (key: string) => stack.networks.find((one) => one.key === key)?.name ?? key;
  const addresses = service.networks.flatMap(({ network, ipv4Address, ipv6Address }) =>
    [ipv4Address, ipv6Address].flatMap((address): Claim[] =>
      address === undefined ? [] : [{ kind: "address", network: networkName(network), address }],
    ),
  );
  return [
    ...places,
    ...service.ports.flatMap((port) => portClaim(port) ?? []),
    ...addresses,
    ...service.devices.map(({ source }): Claim => ({ kind: "device", path: source })),
    ...namespaceOf(service, stack),
  ];
}

/** A host port that is to be bound; nothing where any that is free will do. */
export function portClaim({ protocol, hostIp, published }: PortModel): Claim | undefined {
  return published === undefined ? undefined : { kind: "port", protocol, address: hostIp, port: published };
}

function namespaceOf({ networkMode }: ServiceModel, { services }: StackModel): Claim[] {
  if (networkMode === "host") return [{ kind: "namespace", of: "host" }];
  const foreign = typeof networkMode === "string" ? /^container:(.+)$/.exec(networkMode)?.[1] : undefined;
  if (foreign !== undefined) return [{ kind: "namespace", of: foreign }];
  if (typeof networkMode !== "object") return [];
  const owner = services.find(({ key }) => key === networkMode.service);
  return owner === undefined ? [] : [{ kind: "namespace", of: owner.containerName }];
}

/** What a container that runs holds. */
export function holdingsOf(container: HostContainer, { containers, volumes }: Snapshot): Claim[] {
  const { HostConfig: host, NetworkSettings: settings, Mounts } = container;
  const places = Mounts.filter(({ Type }) => Type === "volume" || Type === "bind").map((mount): Place => {
    const name = mount.Name ?? mount.Source;
    const where = mount.Name === undefined ? { ids: [mount.Source] } : whereIs(mount.Name, volumes);
    return { kind: "place", name, ...where, writes: mount.RW };
  });
  const bindings = Object.entries({ ...host.PortBindings, ...settings.Ports });
  const ports = bindings.flatMap(([target, bound]) =>
    (bound ?? []).flatMap(({ HostIp, HostPort }): Claim[] => {
      const protocol = target.split("/")[1] ?? "tcp";
      return HostPort === "" ? [] : [{ kind: "port", protocol, address: HostIp, port: Number(HostPort) }];
    }),
  );
  const addresses = Object.entries(settings.Networks ?? {}).flatMap(([network, { IPAddress, GlobalIPv6Address }]) =>
    [IPAddress, GlobalIPv6Address].flatMap((address): Claim[] =>
      address ? [{ kind: "address", network, address }] : [],
    ),
  );
  const [, joined] = /^container:(.+)$/.exec(host.NetworkMode) ?? [];
  const owner = containers.find(({ Id }) => Id === joined);
  const of = host.NetworkMode === "host" ? "host" : owner && nameOf(owner);
  return [
    ...places,
    ...ports,
    ...addresses,
    ...(host.Devices ?? []).map(({ PathOnHost }): Claim => ({ kind: "device", path: PathOnHost })),
    ...(of === undefined ? [] : [{ kind: "namespace", of } as const]),
  ];
}

/** A volume by its name, by where its data lie, and by what it stands for: two volumes may be one folder or one export. */
function whereIs(name: string, volumes: readonly HostVolume[]): Pick<Place, "ids" | "kept"> {
  const volume = volumes.find(({ Name }) => Name === name);
  const { device, o = "" } = volume?.Options ?? {};
  const server = o.split(",").find((option) => option.startsWith("addr="));
  const stands = device === undefined ? [] : [server === undefined ? device : `${server.slice(5)}${device}`];
  const kept = volume?.Mountpoint;
  return { ids: [`volume:${name}`, ...(kept === undefined ? [] : [kept]), ...stands], kept };
}

/** Whether two of them cannot be had at once. Nobody is harmed where both only read. */
export function collide(one: Claim, other: Claim): boolean {
  if (one.kind === "place" && other.kind === "place") {
    return (one.writes || other.writes) && one.ids.some((id) => other.ids.some((also) => within(id, also)));
  }
  if (one.kind === "port" && other.kind === "port") {
    return one.port === other.port && one.protocol === other.protocol && overlap(one.address, other.address);
  }
  if (one.kind === "address" && other.kind === "address") {
    return one.network === other.network && one.address === other.address;
  }
  if (one.kind === "device" && other.kind === "device") return one.path === other.path;
  if (one.kind === "namespace" && other.kind === "namespace") return one.of === other.of;
  // What listens in the host's own namespace does so at ports that nobody names.
  const inHost = (claim: Claim) => claim.kind === "namespace" && claim.of === "host";
  return (inHost(one) && other.kind === "port") || (inHost(other) && one.kind === "port");
}

/**
 * Whether what somebody else holds only looks at it: who mounts it to read, or mounts a folder in which the engine keeps it. What
 * watches, backs up or manages a whole host does so (`/var/lib/docker`), and is no second holder. A folder above one of the user's
 * own is another matter: whoever has that may have the data too.
 */
export function overlooks(held: Claim, claim: Claim): boolean {
  if (held.kind !== "place" || claim.kind !== "place") return false;
  const meet = (id: string, also: string) => isIn(also, id) || (id !== claim.kept && isIn(id, also));
  return !held.writes || !claim.ids.some((id) => held.ids.some((also) => meet(id, also)));
}

/** Whether one path is the other or lies in it, either way round. */
function within(one: string, other: string): boolean {
  return isIn(one, other) || isIn(other, one);
}

function isIn(path: string, folder: string): boolean {
  return `${path}/`.startsWith(`${folder}/`);
}

/** Whether two addresses of the host have one in common: `0.0.0.0` is all of IPv4, `::` all of IPv6, nothing all of both. */
export function overlap(one: string, other: string): boolean {
  if (one === "" || other === "" || one === other) return true;
  if (isIPv6(one) !== isIPv6(other)) return false;
  return [one, other].some((address) => address === "0.0.0.0" || address === "::");
}

/** A claim in a few words. */
export function describe(claim: Claim): string {
  switch (claim.kind) {
    case "place":
      return claim.name.startsWith("/") ? claim.name : `the volume ${claim.name}`;
    case "port":
      return `the host port ${addressed(claim.address, claim.port)}${claim.protocol === "tcp" ? "" : `/${claim.protocol}`}`;
    case "address":
      return `the address ${claim.address} on the network ${claim.network}`;
    case "device":
      return `the device ${claim.path}`;
    case "namespace":
      return claim.of === "host" ? "the host's network" : `the network of ${claim.of}`;
  }
}

function addressed(address: string, port: number): string {
  if (address === "") return String(port);
  return `${isIPv6(address) ? `[${address}]` : address}:${port}`;
}
