import {
  type Homelab,
  Network,
  type NetworkJoin,
  type RouteAuth,
  type Service,
  Stack,
  type WebEndpoint,
} from "../core/index.ts";
import { baselineOf, orderOf } from "./baseline.ts";
import { sortedMap } from "./fields.ts";
import { engineNameOf, keyOf, sortedBy } from "./names.ts";
import { propsOf } from "./read.ts";
import type { JoinModel, NetworkModel, RouteModel } from "./schema.ts";
import { networkOwner, type Usage } from "./usage.ts";

/** Protocols of databases and caches, which stay on their stack's own network. */
const stackOnly = new Set(["postgres", "mysql", "redis"]);

/** The one network that joins stacks: who is on it, and which stack makes it while the others name it external. */
export interface SharedNetwork {
  readonly name: string;
  readonly owner: Stack | undefined;
  readonly members: ReadonlySet<Service>;
}

/**
 * An ingress and what it routes to, and both ends of a reference across stacks. The ingress' stack owns the network,
 * else the first in alphabetical order of the stacks that are referred to.
 */
export function sharedNetwork(homelab: Homelab, usages: readonly Usage[], webs: readonly WebEndpoint[]): SharedNetwork {
  const members = new Set<Service>();
  const ingresses = new Set<Service>();
  for (const web of webs) {
    for (const { ingress } of web.routes) {
      ingresses.add(ingress);
      const owner = networkOwner(web.service);
      members.add(ingress);
      if (web.options.host !== undefined) continue;
      // Where both were put on a network of their own, the app that trusts its ingress alone stays there.
      if (!(web.trustsIdentityHeaders && areTogether(ingress, owner))) members.add(owner);
    }
  }
  const referredTo = new Set<Service>();
  for (const { service, reached } of usages) {
    for (const endpoint of reached) {
      if (Stack.of(endpoint.service) === Stack.of(service)) continue;
      if (stackOnly.has(endpoint.protocol)) {
        service.report({
          code: "HL022",
          message: `it refers to the ${endpoint.protocol} endpoint of "${endpoint.service.path}", and databases and caches never leave their stack's network`,
          fix: "give this stack a database of its own, or put both into one stack",
        });
        continue;
      }
      const owner = networkOwner(endpoint.service);
      if (areTogether(owner, networkOwner(service))) continue;
      if (ingresses.has(service)) {
        members.add(owner);
        continue;
      }
      referredTo.add(owner);
      members.add(owner).add(networkOwner(service));
    }
  }
  const candidates = ingresses.size > 0 ? ingresses : referredTo;
  const [owner] = sortedBy([...candidates].map(Stack.of), (stack) => stack.path);
  return { name: homelab.name, owner, members };
}

/** Whether two services were put on one network by name. */
function areTogether(one: Service, other: Service): boolean {
  const theirs = namedNetworks(other);
  return namedNetworks(one).some((network) => theirs.includes(network));
}

function namedNetworks(service: Service): Network[] {
  const { networks = [], networkMode } = propsOf(service);
  return networkMode === undefined ? networks.map((one) => (one instanceof Network ? one : one.network)) : [];
}

/**
 * Reports references that no network can carry: an end on the host's network or on none, or two services of one stack
 * that were put on different networks.
 */
export function refuseUnreachable({ service, reached }: Usage, joins: ReadonlyMap<Service, readonly string[]>): void {
  for (const endpoint of reached) {
    const target = networkOwner(endpoint.service);
    const from = networkOwner(service);
    const own = joins.get(from) ?? [];
    if (from === target || (joins.get(target) ?? []).some((network) => own.includes(network))) continue;
    if (stackOnly.has(endpoint.protocol) && Stack.of(target) !== Stack.of(service)) continue;
    const offender = own.length === 0 ? service : target;
    service.report({
      code: "HL022",
      message: `it refers to "${endpoint.service.path}", and no network joins the two: "${offender.path}" is on ${own.length === 0 || (joins.get(target) ?? []).length === 0 ? "no network of containers" : "other networks"}`,
      fix: "put both on one network (`networks`), or leave out the `networkMode` of the one that has it",
    });
  }
}

/** A service's places on networks, sorted by the network's key. */
export function joinsOf(service: Service, shared: SharedNetwork): JoinModel[] {
  const { networks, networkMode } = propsOf(service);
  if (networkMode !== undefined) return [];
  const stack = Stack.of(service);
  const own = (networks ?? [stack.defaultNetwork]).map(
    (one): NetworkJoin => (one instanceof Network ? { network: one } : one),
  );
  const joins = own.map(
    ({ network, aliases = [], ipv4Address, ipv6Address, driverOpts, gwPriority, longSyntax }): JoinModel => ({
      network: networkKey(network, stack),
      aliases: orderOf(baselineOf(service))(aliases, (alias) => alias),
      ...(ipv4Address !== undefined && { ipv4Address }),
      ...(ipv6Address !== undefined && { ipv6Address }),
      ...(driverOpts !== undefined && { driverOpts: sortedMap(driverOpts, String) }),
      ...(gwPriority ? { gwPriority } : {}),
      ...(longSyntax && { longSyntax }),
    }),
  );
  if (shared.members.has(service)) joins.push({ network: shared.name, aliases: [] });
  return sortedBy(joins, (join) => join.network);
}

/** The networks that a stack's file declares: those its services join. */
export function networksOf(stack: Stack, usages: readonly Usage[], shared: SharedNetwork): NetworkModel[] {
  // What a network's options refer to is used by whoever is the first to join it.
  const used = new Map<Network, Usage>();
  for (const usage of usages) {
    const { networks, networkMode } = propsOf(usage.service);
    if (networkMode !== undefined) continue;
    for (const one of networks ?? [stack.defaultNetwork]) {
      const network = one instanceof Network ? one : one.network;
      if (!used.has(network)) used.set(network, usage);
    }
  }
  const models = [...used].map(([network, usage]) => networkModel(network, stack, usage));
  if (usages.some(({ service }) => shared.members.has(service))) {
    models.push({ ...bare(shared.name), path: shared.name, name: shared.name, external: shared.owner !== stack });
  }
  return sortedBy(models, (network) => network.key);
}

/** Routes of the whole homelab, by hostname. */
export function routesOf(webs: readonly WebEndpoint[]): RouteModel[] {
  const routes = webs.flatMap((web) =>
    web.routes.map(({ host, scheme, ingress, auth }) => ({
      host,
      scheme,
      ingress: ingress.path,
      service: web.service.path,
      port: web.port,
      ...(auth && { auth: authOf(auth) }),
    })),
  );
  return sortedBy(routes, (route) => `${route.host} ${route.service}`);
}

function authOf(auth: RouteAuth): NonNullable<RouteModel["auth"]> {
  switch (auth.kind) {
    case "none":
      return { kind: "none", reason: auth.reason };
    case "basic":
      return { kind: "basic" };
    default: {
      const { web, forward } = auth.provider;
      const domain = auth.kind === "forward" ? forward.cookieDomain : undefined;
      const common = { kind: auth.kind, provider: web.service.path, groups: [...auth.groups].sort() };
      return { ...common, ...(domain !== undefined && { cookieDomain: domain }) };
    }
  }
}

function networkModel(network: Network, stack: Stack, usage: Usage): NetworkModel {
  const props = propsOf(network);
  const foreign = Stack.of(network) !== stack;
  const name = props.external ?? props.name ?? engineNameOf(Stack.of(network).node.id, keyOf(network));
  return {
    ...bare(networkKey(network, stack)),
    path: network.path,
    name,
    external: foreign || props.external !== undefined,
    ...(props.driver !== undefined && { driver: props.driver }),
    driverOpts: usage.resolveMap("driverOpts", props.driverOpts),
    internal: props.internal ?? false,
    attachable: props.attachable ?? false,
    ...(props.enableIpv6 !== undefined && { enableIpv6: props.enableIpv6 }),
    ...(props.ipamDriver !== undefined && { ipamDriver: props.ipamDriver }),
    ipam: (props.ipam ?? []).map(({ auxAddresses, ...pool }) => ({
      ...pool,
      ...(auxAddresses !== undefined && { auxAddresses: sortedMap(auxAddresses, String) }),
    })),
    labels: sortedMap(props.labels, String),
  };
}

function networkKey(network: Network, stack: Stack): string {
  return Stack.of(network) === stack ? keyOf(network) : network.path.replaceAll("/", "-");
}

function bare(key: string) {
  return { key, driverOpts: {}, internal: false, attachable: false, ipam: [], labels: {} };
}
