import { compare, type HomelabModel, type NetworkModel, type StackModel, type VolumeModel } from "../../model/index.ts";
import { acknowledged } from "./acknowledged.ts";
import { mapped } from "./maps.ts";
import { type Naming, projectNaming, singleNaming } from "./naming.ts";
import { pruned } from "./pruned.ts";
import { composeService } from "./service.ts";
import { interpolate, literal } from "./text.ts";

/** A Compose file as plain data, and the comments that stand above its services. */
export interface ComposeDocument {
  readonly data: Record<string, unknown>;
  /** By the service's key in the file. */
  readonly comments: ReadonlyMap<string, string>;
}

/** A stack as a Compose project of its own. */
export function projectDocument(stack: StackModel): ComposeDocument {
  return document(stack.name, [stack], projectNaming(stack));
}

/** The whole homelab as one Compose project. */
export function singleDocument(model: HomelabModel): ComposeDocument {
  return document(model.name, model.stacks, singleNaming(model));
}

function document(name: string, stacks: readonly StackModel[], naming: Naming): ComposeDocument {
  const all = <T>(read: (stack: StackModel) => readonly (readonly [string, T])[]) => sortedObject(stacks.flatMap(read));
  const data = pruned({
    name,
    services: all((stack) =>
      stack.services.map((service) => [
        naming.service(stack.name, service.key),
        composeService(service, stack, naming),
      ]),
    ),
    networks: all((stack) =>
      stack.networks
        .filter((one) => !isImplicit(one, naming))
        .map((one) => [naming.network(stack, one.key), network(one, stack, naming)]),
    ),
    volumes: all((stack) =>
      stack.volumes
        .filter((one) => one.bind === undefined)
        .map((one) => [naming.volume(stack, one.key), volume(one, stack, naming)]),
    ),
    secrets: all((stack) =>
      stack.secrets
        .filter((one) => one.file)
        .map((one) => [naming.file(stack.name, one.key), { environment: nameIfFilled(one.name) }]),
    ),
    configs: all((stack) =>
      stack.configs.map((one) => [naming.file(stack.name, one.key), { content: interpolate(one.content) }]),
    ),
  });
  const comments = stacks.flatMap((stack) =>
    stack.services.flatMap((service) => {
      const lines = acknowledged(service.acknowledgements);
      return lines.length > 0 ? [[naming.service(stack.name, service.key), lines.join("\n")] as const] : [];
    }),
  );
  return { data, comments: new Map(comments) };
}

/**
 * The variable's name where it has a value, else nothing: a secret that names no variable stops Compose before anything
 * is made. By its name alone, Compose would hand out an empty file, and find an unset variable only between two starts.
 */
function nameIfFilled(variable: string): string {
  return `\${${variable}:+${variable}}`;
}

/** Compose makes a project's default network by itself. */
function isImplicit(network: NetworkModel, naming: Naming): boolean {
  return (
    !naming.single &&
    network.key === "default" &&
    !network.external &&
    Object.keys(networkOptions(network)).length === 0
  );
}

function network(network: NetworkModel, stack: StackModel, naming: Naming): unknown {
  if (network.external) return { name: literal(network.name), external: true };
  const shared = network.name !== `${stack.name}_${network.key}`;
  const options = { ...(shared && { name: literal(network.name) }), ...networkOptions(network) };
  return Object.keys(options).length > 0 || naming.single ? options : null;
}

function networkOptions(network: NetworkModel): Record<string, unknown> {
  return pruned({
    driver: network.driver === undefined ? undefined : literal(network.driver),
    driver_opts: mapped(network.driverOpts, interpolate),
    internal: network.internal || undefined,
    attachable: network.attachable || undefined,
    enable_ipv6: network.enableIpv6,
    ipam: pruned({
      driver: network.ipamDriver === undefined ? undefined : literal(network.ipamDriver),
      config: network.ipam.map((pool) =>
        pruned({
          subnet: pool.subnet,
          gateway: pool.gateway,
          ip_range: pool.ipRange,
          aux_addresses: mapped(pool.auxAddresses ?? {}, literal),
        }),
      ),
    }),
    labels: escaped(network.labels),
  });
}

function volume(volume: VolumeModel, stack: StackModel, naming: Naming): unknown {
  // A moved volume carries the labels of the project or key that it was made for: Compose would warn at each `up`, and newer
  // versions look for volumes by these labels. As an external one it is found by its name alone, and no `down` removes it.
  const moved = !volume.named && volume.name !== `${stack.name}_${volume.key}`;
  if (volume.external || moved) return { name: literal(volume.name), external: true };
  const options = pruned({
    // The data must be found again when the layout changes, whatever the project's name.
    name: naming.single || volume.named ? literal(volume.name) : undefined,
    driver: volume.driver === undefined ? undefined : literal(volume.driver),
    driver_opts: mapped(volume.driverOpts, interpolate),
    labels: escaped(volume.labels),
  });
  return Object.keys(options).length > 0 ? options : null;
}

function escaped(map: Readonly<Record<string, string>>): Record<string, string> {
  return mapped(map, literal);
}

/**
 * By key. In one file for all, what one stack owns and another calls external comes to one key twice: the owner's
 * entry is the one that counts.
 */
function sortedObject<T>(entries: readonly (readonly [string, T])[]): Record<string, T> {
  const byKey = new Map<string, T>();
  for (const [key, entry] of entries) if (!byKey.has(key) || !isExternal(entry)) byKey.set(key, entry);
  return Object.fromEntries([...byKey].sort(([a], [b]) => compare(a, b)));
}

function isExternal(entry: unknown): boolean {
  return typeof entry === "object" && entry !== null && "external" in entry;
}
