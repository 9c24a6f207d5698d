import {
  fill,
  givenName,
  type HealthcheckModel,
  type JoinModel,
  type ModelText,
  mergeFields,
  type SecretLookup,
  type ServiceFields,
  type ServiceModel,
  type StackModel,
} from "../../model/index.ts";
import { bytes, duration, float } from "./amounts.ts";
import { driverOf, hashedDeploy } from "./deploy.ts";
import { type GoStruct, type GoValue, goEmptyList, goJson, goMap } from "./go-json.ts";
import { hashedMount, type Ways } from "./hash-mount.ts";
import { isImplied } from "./service.ts";

/** What a service's hash depends on besides the model. */
export interface HashContext {
  /** The values in the environment are part of the hash. */
  readonly secret: SecretLookup;
  /**
   * The engine's id of the container of another service of the stack, whose namespace this one joins. Default: the
   * service's reference as it is written, which is what `docker compose config --hash` prints, while a container's label
   * is made from the id.
   */
  readonly container?: (service: string) => string;
  /** The older ways of hashing that are followed. Default: none, as {@link composeVersion} does. */
  readonly ways?: Ways;
}

/** What a field's part of the hash depends on besides its value. */
interface At {
  readonly service: ServiceModel;
  readonly stack: StackModel;
  readonly context: HashContext;
  readonly ways: Ways;
}

const nothing = () => ({});

/** Each field as Compose's own, in the order in which Go declares them. */
const fields: ServiceFields<At, GoStruct> = {
  capAdd: (names) => ({ cap_add: names }),
  capDrop: (names) => ({ cap_drop: names }),
  cgroupParent: (parent) => ({ cgroup_parent: parent }),
  cgroup: (cgroup) => ({ cgroup }),
  cpus: (cpus, { service }) => ({ cpus: service.deploySyntax ? undefined : float(cpus) }),
  cpuset: (cpuset) => ({ cpuset }),
  cpuShares: (shares) => ({ cpu_shares: shares || undefined }),
  command: (words, { context }) => ({ command: nullIfAbsent(filled(words, context)) }),
  configs: (configs, { ways }) => ({
    configs: configs.map(({ config, target, ...rest }) =>
      delivery(config, target === `/${config}` ? undefined : target, rest, ways),
    ),
  }),
  containerName: (_, { service, stack }) => ({ container_name: givenName(service, stack) }),
  dependsOn: (_, { service, stack, ways }) => ({
    depends_on: ways.includes("depends_on") ? dependsOn(service, stack) : undefined,
  }),
  deploySyntax: (_, { service }) => ({ deploy: hashedDeploy(service) }),
  deviceCgroupRules: (rules) => ({ device_cgroup_rules: rules }),
  devices: (devices, { ways }) => ({
    devices: devices.map(({ source, target, permissions }) =>
      ways.includes("devices") ? `${source}:${target}:${permissions}` : { source, target, permissions },
    ),
  }),
  dns: (servers) => ({ dns: servers }),
  dnsOpt: (options) => ({ dns_opt: options }),
  dnsSearch: (domains) => ({ dns_search: domains }),
  domainname: (domainname) => ({ domainname }),
  entrypoint: (words, { context }) => ({ entrypoint: nullIfAbsent(filled(words, context)) }),
  environment: (environment, { context }) => ({
    environment: goMap(environment, (text) => fill(text, context.secret)),
  }),
  expose: (ports) => ({ expose: ports }),
  extraHosts: (hosts) => ({
    extra_hosts: Object.entries(hosts)
      .map(([name, address]) => `${name}=${address}`)
      .sort(),
  }),
  groupAdd: (groups) => ({ group_add: groups }),
  gpus: (gpus, { service }) => ({
    gpus: gpus && !service.deploySyntax ? [{ driver: driverOf(gpus), count: -1 }] : undefined,
  }),
  hostname: (hostname) => ({ hostname }),
  healthcheck: (check, { context }) => ({ healthcheck: healthcheck(check, context) }),
  image: (image) => ({ image }),
  init: (init) => ({ init }),
  ipc: (mode, at) => ({ ipc: namespace(mode, at) }),
  labels: (labels, { context }) => ({ labels: goMap(labels, (text) => fill(text, context.secret)) }),
  logging: (logging, { context }) => ({
    logging: logging && {
      driver: logging.driver,
      options: goMap(logging.options, (text) => fill(text, context.secret)),
    },
  }),
  memLimit: (limit, { service }) => ({ mem_limit: service.deploySyntax ? undefined : bytes(limit) }),
  memReservation: (reservation, { service }) => ({
    mem_reservation: service.deploySyntax ? undefined : bytes(reservation),
  }),
  memswapLimit: (limit) => ({ memswap_limit: bytes(limit) }),
  networkMode: (mode, at) => ({ network_mode: namespace(mode, at) }),
  networks: (joins, { service }) => ({ networks: service.networkMode === undefined ? networks(joins) : undefined }),
  pid: (mode, at) => ({ pid: namespace(mode, at) }),
  pidsLimit: (limit, { service }) => ({ pids_limit: service.deploySyntax ? undefined : limit }),
  platform: (platform) => ({ platform }),
  ports: (ports) => ({
    ports: ports.map(({ hostIp, target, published, protocol, name, appProtocol, mode }) => ({
      name,
      mode: mode ?? "ingress",
      host_ip: hostIp,
      target,
      published: published?.toString(),
      protocol,
      app_protocol: appProtocol,
    })),
  }),
  privileged: (privileged) => ({ privileged: privileged || undefined }),
  readOnly: (readOnly) => ({ read_only: readOnly || undefined }),
  restart: (restart, { service }) => ({ restart: service.swarm?.restartPolicy ? undefined : restart }),
  runtime: (runtime) => ({ runtime }),
  secrets: (secrets, { stack, ways }) => ({
    secrets: secrets.map(({ secret, target, ...rest }) => {
      return delivery(stack.secrets.find((one) => one.name === secret)?.key ?? secret, target, rest, ways);
    }),
  }),
  securityOpt: (options) => ({ security_opt: options }),
  shmSize: (size) => ({ shm_size: bytes(size) }),
  stdinOpen: (open) => ({ stdin_open: open || undefined }),
  stopGracePeriod: (period) => ({ stop_grace_period: duration(period) }),
  stopSignal: (signal) => ({ stop_signal: signal }),
  sysctls: (sysctls) => ({ sysctls: goMap(sysctls, String) }),
  tmpfs: (folders) => ({
    tmpfs: Object.entries(folders).map(([target, options]) => (options === "" ? target : `${target}:${options}`)),
  }),
  tty: (tty) => ({ tty: tty || undefined }),
  ulimits: (limits) => ({ ulimits: goMap(limits, ulimit) }),
  user: (user) => ({ user }),
  usernsMode: (mode) => ({ userns_mode: mode }),
  mounts: (mounts, { ways }) => ({ volumes: mounts.map((mount) => hashedMount(mount, ways)) }),
  workingDir: (path) => ({ working_dir: path }),
  // What Compose leaves out, and what is no field of its own.
  baseline: nothing,
  path: nothing,
  key: nothing,
  pullPolicy: nothing,
  oneShot: nothing,
  replicas: nothing,
  number: nothing,
  endpoints: nothing,
  // With `deploySyntax`.
  swarm: nothing,
  acknowledgements: nothing,
};

function namespace(mode: string | { readonly service: string } | undefined, { context: { container } }: At) {
  if (typeof mode !== "object") return mode;
  return container === undefined ? `service:${mode.service}` : `container:${container(mode.service)}`;
}

/** A service as Compose reads it, in the order in which Go declares its fields. */
export function hashedService(service: ServiceModel, stack: StackModel, context: HashContext): GoStruct {
  return mergeFields(fields, service, { service, stack, context, ways: context.ways ?? [] });
}

function filled(words: readonly ModelText[] | undefined, { secret }: HashContext): string[] | undefined {
  return words?.map((word) => fill(word, secret));
}

/** Command and entrypoint are the only fields written even where they are absent. */
function nullIfAbsent(words: readonly string[] | undefined): GoValue {
  return words === undefined ? null : words.length === 0 ? goEmptyList : words;
}

interface Delivery {
  readonly mode?: string | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

function delivery(source: string, target: string | undefined, file: Delivery, ways: Ways): GoStruct {
  const number = file.mode === undefined ? undefined : Number.parseInt(file.mode, 8);
  const mode = number === undefined || ways.includes("mode") ? number : `0${number.toString(8)}`;
  const [uid, gid] = [file.uid?.toString(), file.gid?.toString()];
  return { source, target, uid, gid, mode };
}

/** As in the rendered file, and with the services whose namespaces it joins. */
function dependsOn(service: ServiceModel, stack: StackModel): ReadonlyMap<string, GoValue> {
  const joined = [service.networkMode, service.ipc, service.pid].flatMap((mode) =>
    typeof mode === "object" ? [mode.service] : [],
  );
  const written = service.dependsOn.filter((one) => one.stack === stack.name && !isImplied(one, service));
  return new Map([
    ...joined.map((name) => [name, { condition: "service_started", restart: true, required: true }] as const),
    ...written.map(
      ({ service: key, condition, restart, required = true }) => [key, { condition, restart, required }] as const,
    ),
  ]);
}

function healthcheck(check: HealthcheckModel | undefined, context: HashContext): GoStruct | undefined {
  if (check === undefined || check === "image") return undefined;
  if (check === "none") return { disable: true };
  return {
    test: filled(check.test, context),
    timeout: duration(check.timeout),
    interval: duration(check.interval),
    retries: check.retries,
    start_period: duration(check.startPeriod),
    start_interval: duration(check.startInterval),
  };
}

/** A service on no network that is named is on the stack's default one. */
function networks(joins: readonly JoinModel[]): ReadonlyMap<string, GoValue> {
  if (joins.length === 0) return new Map([["default", null]]);
  return new Map(
    joins.map(({ network, aliases, ipv4Address, ipv6Address, driverOpts = {}, gwPriority, longSyntax }) => {
      const options = {
        aliases,
        driver_opts: goMap(driverOpts, String),
        gw_priority: gwPriority,
        ipv4_address: ipv4Address,
        ipv6_address: ipv6Address,
      };
      const isPlain = goJson(options) === "{}";
      return [network, isPlain && !longSyntax ? null : options];
    }),
  );
}

/** A limit of zero is Go's empty value. */
function ulimit(limit: ServiceModel["ulimits"][string]): GoValue {
  if (typeof limit === "number") return limit === 0 ? {} : limit;
  return { soft: limit.soft || undefined, hard: limit.hard || undefined };
}
