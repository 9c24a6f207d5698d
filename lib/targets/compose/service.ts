import {
  type DependencyModel,
  givenName,
  type HealthcheckModel,
  mergeFields,
  type PortModel,
  type ServiceFields,
  type ServiceModel,
  type StackModel,
} from "../../model/index.ts";
import { cores, duration, size } from "./amounts.ts";
import { deploy } from "./deploy.ts";
import { assigned, mapped } from "./maps.ts";
import { volume } from "./mount.ts";
import type { Naming } from "./naming.ts";
import { pruned } from "./pruned.ts";
import { interpolate, literal } from "./text.ts";

/** The file that a service is written into. */
interface At {
  readonly service: ServiceModel;
  readonly stack: StackModel;
  readonly naming: Naming;
}

const nothing = () => ({});

/** Each field as Compose's keys, in the order that dclint asks for. */
const fields: ServiceFields<At, Record<string, unknown>> = {
  image: (image) => ({ image: literal(image) }),
  containerName: (_, { service, stack }) => ({ container_name: own(givenName(service, stack)) }),
  dependsOn: (_, { service, naming }) => ({ depends_on: dependsOn(service, naming) }),
  mounts: (mounts, { stack, naming }) => ({ volumes: mounts.map((mount) => volume(mount, stack, naming)) }),
  configs: (configs, { stack, naming }) => ({
    configs: configs.map(({ config, ...delivery }) => file(naming.file(stack.name, config), delivery, `/${config}`)),
  }),
  secrets: (secrets, { stack, naming }) => ({
    secrets: secrets.map(({ secret, ...delivery }) => {
      const source = naming.file(stack.name, stack.secrets.find((one) => one.name === secret)?.key ?? secret);
      return file(source, delivery, `/run/secrets/${source}`);
    }),
  }),
  environment: (environment) => ({ environment: assigned(environment, interpolate) }),
  ports: (ports) => ({ ports: ports.map(port) }),
  expose: (ports) => ({ expose: ports.map(literal) }),
  networks: (_, { service, stack, naming }) => ({ networks: networks(service, stack, naming) }),
  networkMode: (mode, { stack, naming }) => ({ network_mode: namespace(mode, stack, naming) }),
  extraHosts: (hosts) => ({ extra_hosts: assigned(hosts, literal) }),
  command: (words) => ({ command: words?.map(interpolate) }),
  entrypoint: (words) => ({ entrypoint: words?.map(interpolate) }),
  workingDir: (path) => ({ working_dir: own(path) }),
  restart: (restart, { service }) => ({ restart: service.swarm?.restartPolicy ? undefined : restart }),
  healthcheck: (check) => ({ healthcheck: healthcheck(check) }),
  logging: (logging) => ({
    logging: logging && pruned({ driver: literal(logging.driver), options: mapped(logging.options, interpolate) }),
  }),
  labels: (labels) => ({ labels: assigned(labels, interpolate) }),
  user: (user) => ({ user: own(user) }),
  // From here on dclint wants the alphabet.
  capAdd: (names) => ({ cap_add: names.map(literal) }),
  capDrop: (names) => ({ cap_drop: names.map(literal) }),
  cgroup: (cgroup) => ({ cgroup }),
  cgroupParent: (parent) => ({ cgroup_parent: own(parent) }),
  cpuShares: (shares) => ({ cpu_shares: shares }),
  cpus: (cpus, { service }) => ({ cpus: service.deploySyntax ? undefined : cores(cpus) }),
  cpuset: (cores) => ({ cpuset: own(cores) }),
  deploySyntax: (_, { service }) => ({ deploy: deploy(service) }),
  deviceCgroupRules: (rules) => ({ device_cgroup_rules: rules.map(literal) }),
  devices: (devices) => ({
    devices: devices.map(({ source, target, permissions }) => literal(`${source}:${target}:${permissions}`)),
  }),
  dns: (servers) => ({ dns: oneOrMore(servers) }),
  dnsOpt: (options) => ({ dns_opt: options.map(literal) }),
  dnsSearch: (domains) => ({ dns_search: oneOrMore(domains) }),
  domainname: (name) => ({ domainname: own(name) }),
  gpus: (gpus, { service }) => ({
    gpus: service.deploySyntax ? undefined : typeof gpus === "object" ? [{ ...gpus, count: "all" }] : gpus,
  }),
  groupAdd: (groups) => ({ group_add: groups.map(literal) }),
  hostname: (name) => ({ hostname: own(name) }),
  init: (init) => ({ init }),
  ipc: (mode, { stack, naming }) => ({ ipc: namespace(mode, stack, naming) }),
  memLimit: (limit, { service }) => ({ mem_limit: service.deploySyntax ? undefined : size(limit) }),
  memReservation: (reservation, { service }) => ({
    mem_reservation: service.deploySyntax ? undefined : size(reservation),
  }),
  memswapLimit: (limit) => ({ memswap_limit: limit === -1 ? -1 : size(limit) }),
  pid: (mode, { stack, naming }) => ({ pid: namespace(mode, stack, naming) }),
  pidsLimit: (limit, { service }) => ({ pids_limit: service.deploySyntax ? undefined : limit }),
  platform: (platform) => ({ platform: own(platform) }),
  pullPolicy: (policy) => ({ pull_policy: policy }),
  privileged: (privileged) => ({ privileged: privileged || undefined }),
  readOnly: (readOnly) => ({ read_only: readOnly || undefined }),
  runtime: (runtime) => ({ runtime: own(runtime) }),
  replicas: (count, { service }) => ({ scale: service.deploySyntax ? undefined : count }),
  securityOpt: (options) => ({ security_opt: options.map(literal) }),
  shmSize: (bytes) => ({ shm_size: size(bytes) }),
  stdinOpen: (open) => ({ stdin_open: open || undefined }),
  stopGracePeriod: (period) => ({ stop_grace_period: duration(period) }),
  stopSignal: (signal) => ({ stop_signal: own(signal) }),
  sysctls: (sysctls) => ({ sysctls: mapped(sysctls, literal) }),
  tmpfs: (folders) => ({
    tmpfs: Object.entries(folders).map(([target, options]) =>
      literal(options === "" ? target : `${target}:${options}`),
    ),
  }),
  tty: (tty) => ({ tty: tty || undefined }),
  ulimits: (limits) => ({ ulimits: mapped(limits, (limit) => limit) }),
  usernsMode: (mode) => ({ userns_mode: mode }),
  // What Compose has no key for: the service's own key stands above, the rest says what the containers are for.
  baseline: nothing,
  path: nothing,
  key: nothing,
  oneShot: nothing,
  number: nothing,
  endpoints: nothing,
  // With `deploySyntax`.
  swarm: nothing,
  acknowledgements: nothing,
};

/** A service as Compose's YAML has it, without what is at its default. */
export function composeService(service: ServiceModel, stack: StackModel, naming: Naming): Record<string, unknown> {
  // Without words is another command than none.
  const { command, entrypoint } = service;
  const kept = [...(command?.length === 0 ? ["command"] : []), ...(entrypoint?.length === 0 ? ["entrypoint"] : [])];
  return pruned(mergeFields(fields, service, { service, stack, naming }), kept);
}

/** Compose itself has whoever joins a namespace start after its owner, and again with it; written, that would be lost. */
export function isImplied({ service: name, condition, required }: DependencyModel, service: ServiceModel): boolean {
  const joined = [service.networkMode, service.ipc, service.pid];
  return (
    condition === "service_started" &&
    required === undefined &&
    joined.some((mode) => typeof mode === "object" && mode.service === name)
  );
}

/** Another stack's services are not of this project; Compose cannot wait for them. */
function dependsOn(service: ServiceModel, naming: Naming): Record<string, unknown> {
  const here = service.dependsOn.filter((one) => naming.contains(one.stack) && !isImplied(one, service));
  return Object.fromEntries(
    here.map(({ stack, service: key, condition, restart, required }) => [
      naming.service(stack, key),
      pruned({ condition, restart, required }),
    ]),
  );
}

interface Delivery {
  readonly target: string;
  readonly mode?: string | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

function file(source: string, { target, mode, uid, gid }: Delivery, defaultTarget: string): unknown {
  const grant = pruned({
    source,
    target: target === defaultTarget ? undefined : literal(target),
    uid: uid?.toString(),
    gid: gid?.toString(),
    mode: mode === undefined ? undefined : Number.parseInt(mode, 8),
  });
  return Object.keys(grant).length === 1 ? source : grant;
}

/** In the short form, where that can say it. */
function port({ target, published, hostIp, protocol, name, appProtocol, mode }: PortModel): unknown {
  const more = pruned({ name: own(name), mode, app_protocol: own(appProtocol) });
  if (Object.keys(more).length > 0) {
    const host = { host_ip: hostIp === "" ? undefined : hostIp, published: published?.toString() };
    return pruned({ ...more, target, ...host, protocol: protocol === "tcp" ? undefined : protocol });
  }
  const address = hostIp.includes(":") ? `[${hostIp}]` : hostIp;
  const host = address === "" ? published : `${address}:${published ?? ""}`;
  return `${host === undefined ? "" : `${host}:`}${target}${protocol === "tcp" ? "" : `/${protocol}`}`;
}

/** Nothing where the service is on its stack's default network alone, which Compose joins by itself. */
function networks(service: ServiceModel, stack: StackModel, naming: Naming): Record<string, unknown> | undefined {
  const [first, ...more] = service.networks;
  if (first === undefined) return undefined;
  const plain = ({ network: _, aliases, ...options }: typeof first) =>
    aliases.length === 0 && Object.keys(options).length === 0;
  if (!naming.single && more.length === 0 && first.network === "default" && plain(first)) return undefined;
  return Object.fromEntries(
    service.networks.map((join) => {
      const aliases = naming.single ? [...new Set([service.key, ...join.aliases])] : join.aliases;
      const options = pruned({
        aliases: aliases.map(literal),
        ipv4_address: join.ipv4Address,
        ipv6_address: join.ipv6Address,
        driver_opts: mapped(join.driverOpts ?? {}, literal),
        gw_priority: join.gwPriority,
      });
      return [naming.network(stack, join.network), Object.keys(options).length > 0 || join.longSyntax ? options : null];
    }),
  );
}

function namespace(
  mode: string | { readonly service: string } | undefined,
  stack: StackModel,
  naming: Naming,
): string | undefined {
  return typeof mode === "object" ? `service:${naming.service(stack.name, mode.service)}` : mode;
}

function healthcheck(check: HealthcheckModel | undefined): unknown {
  if (check === undefined || check === "image") return undefined;
  if (check === "none") return { disable: true };
  // Nothing of it is said: a healthcheck all the same, which Compose tells from none.
  if (Object.keys(check).length === 0) return { disable: false };
  return pruned({
    test: check.test?.map(interpolate),
    interval: duration(check.interval),
    timeout: duration(check.timeout),
    retries: check.retries,
    start_period: duration(check.startPeriod),
    start_interval: duration(check.startInterval),
  });
}

/** A list, or what it has where that is one. */
function oneOrMore(list: readonly string[]): string | readonly string[] | undefined {
  return list.length === 1 ? own(list[0]) : list.map(literal);
}

function own(text: string | undefined): string | undefined {
  return text === undefined ? undefined : literal(text);
}
