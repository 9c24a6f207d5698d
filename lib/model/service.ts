import {
  defaultId,
  type Endpoint,
  type Homelab,
  type Logging,
  Service,
  type ServiceProps,
  Stack,
  WebEndpoint,
} from "../core/index.ts";
import { baselineOf, type Defaults, defaultsOf, type Ordered, orderOf } from "./baseline.ts";
import { compact } from "./compact.ts";
import { dependenciesOf } from "./dependencies.ts";
import * as fields from "./fields.ts";
import { evaluated, isObject } from "./lazy.ts";
import { tmpfs } from "./memory-fields.ts";
import { mountOf, type PlaceOf } from "./mount.ts";
import { keyOf, sortedBy } from "./names.ts";
import { propsOf } from "./read.ts";
import type { ModelText, ServiceModel } from "./schema.ts";
import { restartOf, swarmOf } from "./swarm.ts";
import { type NameOf, nameOfContainer, networkOwner, type Usage } from "./usage.ts";

/** A service's model, but for its networks and configs, which take a look at the whole homelab. */
export type LoneService = Omit<ServiceModel, "networks" | "configs">;

/** A service's properties, as far as they could be read. */
type Readable = Readonly<Partial<ServiceProps>>;

/** What holds for all services of one build. */
export interface BuildSettings {
  readonly homelab: Homelab;
  readonly mirror: string | undefined;
  readonly placeOf: PlaceOf;
  readonly nameOf: NameOf;
}

/** Reads a service's properties into plain data, and notes in `usage` what they refer to. */
export function buildService(service: Service, settings: BuildSettings, usage: Usage): LoneService {
  const { mirror } = settings;
  const props = propsOf(service);
  const key = keyOf(service);
  const oneShot = props.oneShot ?? false;
  const baseline = baselineOf(service);
  const defaults = defaultsOf(service);
  const own = <T, U>(value: T | undefined, read: (value: T) => U): U | undefined =>
    value === undefined ? undefined : read(value);
  const ordered = orderOf(baseline);
  const set = (items: readonly string[] | undefined) => ordered(new Set(items), (item) => item);
  const bytes = (field: "shmSize" | "memLimit" | "memReservation") =>
    own(props[field], (text) => fields.size(service, field, text));
  const memLimit = bytes("memLimit");
  const swarm = own(props.swarm, (given) => swarmOf(service, given));
  const command = commandOf(service, props, usage);
  if (props.entrypoint?.length === 0) fields.wordsAlone(service, command);
  return compact<LoneService>({
    path: service.path,
    key,
    baseline: baseline === "docker" ? baseline : undefined,
    containerName: nameOfContainer(service),
    image: fields.image(service, props.image, mirror),
    command,
    entrypoint: own(props.entrypoint, (words) => usage.resolveAll("entrypoint", words)),
    environment: environment(service, defaults, usage, props),
    ports: ordered(
      publishersOf(service).flatMap((one) =>
        (propsOf(one).ports ?? []).flatMap((port) => fields.port(one, port, defaultsOf(one).hostIp) ?? []),
      ),
      (port) =>
        [port.target, port.protocol, port.published ?? "", port.hostIp]
          .map((part) => String(part).padStart(5, "0"))
          .join(" "),
    ),
    expose: ordered(
      new Set((props.expose ?? []).flatMap((port) => fields.exposed(service, port) ?? [])),
      (port) => port,
    ),
    mounts: ordered(
      (props.volumes ?? []).flatMap((mount) => mountOf(service, mount, settings.placeOf) ?? []),
      (mount) => mount.target,
    ),
    tmpfs: tmpfs(service, props.tmpfs, ordered),
    networkMode: own(props.networkMode, (mode) =>
      typeof mode === "string" ? mode : { service: peer(service, mode.service) },
    ),
    pullPolicy: props.pullPolicy,
    platform: own(props.platform, (text) => fields.platform(service, text)),
    pid: own(props.pid, (mode) => (typeof mode === "string" ? mode : { service: peer(service, mode.service) })),
    ipc: own(props.ipc, (mode) => (typeof mode === "string" ? mode : { service: peer(service, mode.service) })),
    usernsMode: props.usernsMode,
    cgroup: props.cgroup,
    cgroupParent: props.cgroupParent,
    runtime: props.runtime,
    gpus: props.gpus,
    healthcheck: own(props.healthcheck, (check) => fields.healthcheck(service, check, baseline, usage)),
    dependsOn: dependenciesOf(service, usage),
    oneShot,
    restart: swarm?.restartPolicy ? restartOf(swarm.restartPolicy) : (props.restart ?? defaults.restart),
    stopGracePeriod: own(props.stopGracePeriod ?? defaults.stopGracePeriod, (text) =>
      fields.wholeSeconds(service, "stopGracePeriod", text),
    ),
    stopSignal: props.stopSignal,
    init: props.init ?? defaults.init,
    user: props.user,
    groupAdd: set(props.groupAdd),
    capAdd: set(props.capAdd).map((capability) => capability.replace(/^CAP_/, "")),
    capDrop: set(props.capDrop ?? defaults.capDrop),
    securityOpt: set(props.securityOpt ?? defaults.securityOpt),
    replicas: props.replicas === 1 ? undefined : props.replicas,
    number: undefined,
    // Compose takes reservations from one place alone.
    deploySyntax: props.deploySyntax || swarm?.reservedCpus !== undefined || undefined,
    swarm,
    privileged: props.privileged ?? false,
    devices: ordered(
      (props.devices ?? []).flatMap((device) => fields.device(service, device) ?? []),
      (device) => device.target,
    ),
    deviceCgroupRules: set(props.deviceCgroupRules),
    ulimits: fields.sortedMap(props.ulimits, fields.ulimit),
    sysctls: fields.sortedMap(props.sysctls, String),
    shmSize: bytes("shmSize"),
    memLimit,
    memswapLimit:
      own(props.memswapLimit, (text) => fields.memswap(service, text)) ??
      (baseline === "docker" ? undefined : own(memLimit, (limit) => 2 * limit)),
    memReservation: bytes("memReservation"),
    cpus: props.cpus,
    cpuShares: props.cpuShares,
    cpuset: props.cpuset,
    pidsLimit: props.pidsLimit,
    logging: logging(props.logging ?? defaults.logging, usage),
    extraHosts: fields.sortedMap(props.extraHosts, String),
    dns: fields.list(props.dns),
    dnsSearch: fields.list(props.dnsSearch),
    dnsOpt: fields.list(props.dnsOpt),
    labels: usage.resolveMap("labels", props.labels),
    hostname: props.hostname,
    domainname: props.domainname,
    workingDir: own(props.workingDir, (path) => fields.absolutePath(service, "workingDir", path)),
    secrets: secretFiles(service, props, usage, ordered),
    readOnly: props.readOnly ?? false,
    tty: props.tty ?? false,
    stdinOpen: props.stdinOpen ?? false,
    endpoints: sortedBy(service.endpoints, (one) => one.name).map(endpoint),
    acknowledgements: acknowledgements(service),
  });
}

function commandOf(service: Service, { command }: Readable, usage: Usage): ServiceModel["command"] {
  if (command === undefined) return undefined;
  const words = usage.resolveAll("command", evaluated(service, "command", command, Array.isArray) ?? []);
  return typeof command === "function" && words.length === 0 ? undefined : words;
}

function environment(
  service: Service,
  { timezone }: Defaults,
  usage: Usage,
  props: Readable,
): Record<string, ModelText> {
  const given = {
    ...(timezone !== undefined && { TZ: timezone }),
    ...(props.environment !== undefined && evaluated(service, "environment", props.environment, isObject)),
  };
  const resolved = Object.entries(given).flatMap(([key, value]) => {
    if (value === undefined) return [];
    if (!/^[^=\0\s]+$/.test(key)) {
      service.report({
        code: "HL074",
        message: `${fields.quote(key)} is not the name of an environment variable`,
        fix: "use letters, digits and '_'",
      });
      return [];
    }
    const text = usage.resolve(`environment.${key}`, value);
    return text === undefined ? [] : [[key, text] as const];
  });
  return Object.fromEntries(sortedBy(resolved, ([key]) => key));
}

/** Whose ports a container publishes: its own, and those of the services on its network, which have none themselves. */
function publishersOf(service: Service): readonly Service[] {
  if (networkOwner(service) !== service) return [];
  const guests = Stack.of(service)
    .node.findAll()
    .filter((one) => one instanceof Service && one !== service) as Service[];
  return [
    service,
    ...sortedBy(
      guests.filter((one) => networkOwner(one) === service),
      (one) => one.path,
    ),
  ];
}

/** The key of another service of the same stack, whose namespace this one joins. */
function peer(service: Service, other: Service): string {
  if (Stack.of(other) !== Stack.of(service)) {
    service.report({
      code: "HL021",
      message: `it joins a namespace of "${other.path}", which belongs to another stack`,
      fix: "put both services into one stack",
    });
  }
  return keyOf(other);
}

function secretFiles(service: Service, props: Readable, usage: Usage, ordered: Ordered): ServiceModel["secrets"] {
  for (const file of props.secrets ?? []) usage.addFile(file);
  return ordered(usage.secretFiles, ([target]) => target).flatMap(([path, { secret, options }]) => {
    const target = fields.absolutePath(service, "a secret's target", path);
    if (target === undefined) return [];
    const mode = fields.mode(service, "a secret's mode", options.mode);
    const { uid, gid } = options;
    return compact<ServiceModel["secrets"][number]>({ secret: usage.nameOf(secret), target, mode, uid, gid });
  });
}

/** A component's acknowledgements speak for its main service too. */
function acknowledgements(service: Service): ServiceModel["acknowledgements"] {
  const component = service.node.id === defaultId ? service.node.scope : undefined;
  const inherited =
    component && "acknowledgements" in component
      ? (component.acknowledgements as ServiceModel["acknowledgements"])
      : [];
  return sortedBy(
    [...inherited, ...service.acknowledgements].map(({ code, reason }) => ({ code, reason })),
    (one) => one.code,
  );
}

function endpoint(one: Endpoint): ServiceModel["endpoints"][number] {
  const { name, protocol, port } = one;
  const { auth, trustsIdentityHeaders = false } = one instanceof WebEndpoint ? one : {};
  return {
    name,
    protocol,
    port,
    ...(auth !== undefined && { auth }),
    ...(trustsIdentityHeaders && { trustsIdentityHeaders }),
  };
}

function logging(setting: Logging | "daemon", usage: Usage): ServiceModel["logging"] {
  return setting === "daemon"
    ? undefined
    : { driver: setting.driver, options: usage.resolveMap("logging.options", setting.options) };
}
