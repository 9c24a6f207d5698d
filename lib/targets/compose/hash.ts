import { createHash } from "node:crypto";
import { posix } from "node:path";
import {
  fill,
  formatDuration,
  givenName,
  type HealthcheckModel,
  type JoinModel,
  type MountModel,
  type SecretLookup,
  type ServiceModel,
  type StackModel,
} from "../../model/index.ts";
import { type GoStruct, type GoValue, goFloat32, goJson, goMap } from "./go-json.ts";

/** The Compose release whose hash this is. Later ones may add fields to a service, and then hash it differently. */
export const composeVersion = "5.0.0";

/**
 * What older releases hash differently, each with all that stand before it: up to 2.40 that a bind mount's folder may be
 * created, up to 2.33 a file's mode as a number, up to 2.28 the start order, and devices as texts (Debian 13 builds 2.26.1
 * with a newer compose-go, and has all but the last).
 */
const olderWays = ["create_host_path", "mode", "depends_on", "devices"] as const;

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
  readonly ways?: readonly (typeof olderWays)[number][];
}

/**
 * The hashes that a container of this definition may carry, each once: that of {@link composeVersion} first, then those of
 * older releases, down to 2.24. Which of them made the container is no difference between it and the definition.
 *
 * @throws what `context.secret` throws
 */
export function serviceHashes(service: ServiceModel, stack: StackModel, context: HashContext): readonly string[] {
  const ages = [0, ...olderWays.keys()].map((_, count) => olderWays.slice(0, count));
  return [...new Set(ages.map((ways) => serviceHash(service, stack, { ...context, ways })))];
}

/**
 * Compose's change detector for a service in the file of its stack, the label `com.docker.compose.config-hash`: the
 * SHA-256, in hex, of the JSON of what Compose reads from that file (docker/compose v5.0.0, pkg/compose/hash.go
 * `ServiceHash`; compose-go v2.10.0, types/types.go `ServiceConfig`). Start order does not count, nor does what is in a
 * config or secret file.
 *
 * @throws what `context.secret` throws
 */
export function serviceHash(service: ServiceModel, stack: StackModel, context: HashContext): string {
  return createHash("sha256")
    .update(goJson(hashed(service, stack, context)))
    .digest("hex");
}

/** The fields in the order in which Go declares them. */
function hashed(service: ServiceModel, stack: StackModel, context: HashContext): GoStruct {
  const { secret, container, ways = [] } = context;
  const namespace = (mode: string | { readonly service: string } | undefined) => {
    if (typeof mode !== "object") return mode;
    return container === undefined ? `service:${mode.service}` : `container:${container(mode.service)}`;
  };
  const secretKey = (name: string) => stack.secrets.find((one) => one.name === name)?.key ?? name;
  return {
    cap_add: service.capAdd,
    cap_drop: service.capDrop,
    cgroup_parent: service.cgroupParent,
    cgroup: service.cgroup,
    cpus: service.cpus === undefined ? undefined : goFloat32(service.cpus),
    cpuset: service.cpuset,
    cpu_shares: service.cpuShares || undefined,
    command: nullIfEmpty(service.command),
    configs: service.configs.map(({ config, target, ...rest }) =>
      delivery(config, target === `/${config}` ? undefined : target, rest, ways),
    ),
    container_name: givenName(service, stack),
    depends_on: ways.includes("depends_on") ? dependsOn(service, stack) : undefined,
    device_cgroup_rules: service.deviceCgroupRules,
    devices: service.devices.map(({ source, target, permissions }) =>
      ways.includes("devices") ? `${source}:${target}:${permissions}` : { source, target, permissions },
    ),
    dns: service.dns === undefined ? [] : [service.dns],
    domainname: service.domainname,
    entrypoint: nullIfEmpty(service.entrypoint),
    environment: goMap(service.environment, (text) => fill(text, secret)),
    extra_hosts: Object.entries(service.extraHosts)
      .map(([name, address]) => `${name}=${address}`)
      .sort(),
    group_add: service.groupAdd,
    gpus: service.gpus && [{ count: -1 }],
    hostname: service.hostname,
    healthcheck: healthcheck(service.healthcheck),
    image: service.image,
    init: service.init,
    ipc: namespace(service.ipc),
    labels: goMap(service.labels, String),
    logging: service.logging && { driver: service.logging.driver, options: goMap(service.logging.options, String) },
    mem_limit: bytes(service.memLimit),
    mem_reservation: bytes(service.memReservation),
    memswap_limit: bytes(service.memLimit === undefined ? undefined : 2 * service.memLimit),
    network_mode: namespace(service.networkMode),
    networks: service.networkMode === undefined ? networks(service.networks) : undefined,
    pid: namespace(service.pid),
    ports: service.ports.map(({ hostIp, target, published, protocol }) => ({
      mode: "ingress",
      host_ip: hostIp,
      target,
      published: String(published),
      protocol,
    })),
    privileged: service.privileged || undefined,
    read_only: service.readOnly || undefined,
    restart: service.restart,
    runtime: service.runtime,
    secrets: service.secrets.map(({ secret: name, target, ...rest }) => delivery(secretKey(name), target, rest, ways)),
    security_opt: service.securityOpt,
    shm_size: bytes(service.shmSize),
    stdin_open: service.stdinOpen || undefined,
    stop_grace_period: formatDuration(service.stopGracePeriod),
    stop_signal: service.stopSignal,
    sysctls: goMap(service.sysctls, String),
    tmpfs: Object.entries(service.tmpfs).map(([target, options]) => (options === "" ? target : `${target}:${options}`)),
    tty: service.tty || undefined,
    ulimits: goMap(service.ulimits, ulimit),
    user: service.user,
    userns_mode: service.usernsMode,
    volumes: service.mounts.map((mount) => volume(mount, ways)),
    working_dir: service.workingDir,
  };
}

/** Command and entrypoint are the only fields written even where they are absent. */
function nullIfEmpty(words: readonly string[] | undefined): GoValue {
  return words === undefined || words.length === 0 ? null : words;
}

interface Delivery {
  readonly mode: string;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

type Ways = NonNullable<HashContext["ways"]>;

/** The rendered file leaves the mode out where it is Compose's own default. */
function delivery(source: string, target: string | undefined, file: Delivery, ways: Ways): GoStruct {
  const mode = Number.parseInt(file.mode, 8);
  const written = ways.includes("mode") ? mode : `0${mode.toString(8)}`;
  const [uid, gid] = [file.uid?.toString(), file.gid?.toString()];
  return { source, target, uid, gid, mode: file.mode === "0444" ? undefined : written };
}

/** As in the rendered file, and with the services whose namespaces it joins. */
function dependsOn(service: ServiceModel, stack: StackModel): ReadonlyMap<string, GoValue> {
  const joined = [service.networkMode, service.ipc, service.pid].flatMap((mode) =>
    typeof mode === "object" ? [mode.service] : [],
  );
  const written = service.dependsOn.filter((one) => one.stack === stack.name);
  return new Map([
    ...joined.map((name) => [name, { condition: "service_started", restart: true, required: true }] as const),
    ...written.map((one) => [one.service, { condition: one.condition, required: true }] as const),
  ]);
}

function healthcheck(check: HealthcheckModel | undefined): GoStruct | undefined {
  if (check === undefined || check === "image") return undefined;
  if (check === "none") return { disable: true };
  return {
    test: check.test,
    timeout: formatDuration(check.timeout),
    interval: formatDuration(check.interval),
    retries: check.retries,
    start_period: formatDuration(check.startPeriod),
    start_interval: check.startInterval === undefined ? undefined : formatDuration(check.startInterval),
  };
}

/** A service on no network that is named is on the stack's default one. */
function networks(joins: readonly JoinModel[]): ReadonlyMap<string, GoValue> {
  if (joins.length === 0) return new Map([["default", null]]);
  return new Map(
    joins.map(({ network, aliases, ipv4Address, ipv6Address }) => [
      network,
      aliases.length > 0 || ipv4Address || ipv6Address
        ? { aliases, ipv4_address: ipv4Address, ipv6_address: ipv6Address }
        : null,
    ]),
  );
}

function bytes(size: number | undefined): string | undefined {
  return size === undefined ? undefined : String(size);
}

/** One number where both limits are equal; a limit of zero is Go's empty value. */
function ulimit({ soft, hard }: { readonly soft: number; readonly hard: number }): GoValue {
  if (soft === hard && soft !== 0) return soft;
  return { soft: soft || undefined, hard: hard || undefined };
}

/** Compose's short form adds empty options of the mount's type; the rendered file has the long one where it must. */
function volume(mount: MountModel, ways: Ways): GoStruct {
  const common = {
    source: mount.source,
    target: posix.normalize(mount.target),
    read_only: mount.readOnly || undefined,
  };
  if (mount.type === "volume") return { type: "volume", ...common, volume: mount.source.length > 1 ? {} : undefined };
  // The older way writes it where it is true, the current one where it is false.
  const isOlder = ways.includes("create_host_path");
  const createHostPath = mount.createHostPath === isOlder ? isOlder : undefined;
  const bind = { selinux: mount.selinux, create_host_path: createHostPath };
  return { type: "bind", ...common, bind };
}
