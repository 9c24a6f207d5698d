import { createHash } from "node:crypto";
import { posix } from "node:path";
import {
  fill,
  formatDuration,
  type HealthcheckModel,
  type JoinModel,
  type MountModel,
  type SecretLookup,
  type ServiceModel,
  type StackModel,
} from "../../model/index.ts";
import { type GoStruct, type GoValue, goFloat32, goJson, goMap } from "./go-json.ts";

/** The Compose release whose hash this is. Later ones may add fields to a service, and then hash it otherwise. */
export const composeVersion = "5.0.0";

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
function hashed(service: ServiceModel, stack: StackModel, { secret, container }: HashContext): GoStruct {
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
      delivery(config, target === `/${config}` ? undefined : target, rest),
    ),
    device_cgroup_rules: service.deviceCgroupRules,
    devices: service.devices.map(({ source, target, permissions }) => ({ source, target, permissions })),
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
    secrets: service.secrets.map(({ secret: name, target, ...rest }) => delivery(secretKey(name), target, rest)),
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
    volumes: service.mounts.map(volume),
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

/** The rendered file leaves the mode out where it is Compose's own default. */
function delivery(source: string, target: string | undefined, { mode, uid, gid }: Delivery): GoStruct {
  const written = mode === "0444" ? undefined : `0${Number.parseInt(mode, 8).toString(8)}`;
  return { source, target, uid: uid?.toString(), gid: gid?.toString(), mode: written };
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
function volume(mount: MountModel): GoStruct {
  const common = {
    source: mount.source,
    target: posix.normalize(mount.target),
    read_only: mount.readOnly || undefined,
  };
  if (mount.type === "volume") return { type: "volume", ...common, volume: mount.source.length > 1 ? {} : undefined };
  const bind = { selinux: mount.selinux, create_host_path: mount.createHostPath ? undefined : false };
  return { type: "bind", ...common, bind };
}
