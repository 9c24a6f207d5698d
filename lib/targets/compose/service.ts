import {
  formatDuration,
  formatSize,
  givenName,
  type HealthcheckModel,
  type MountModel,
  type PortModel,
  type ServiceModel,
  type StackModel,
} from "../../model/index.ts";
import type { Naming } from "./naming.ts";
import { interpolate, literal } from "./text.ts";

/** A service as Compose's YAML has it: its keys in the order that dclint asks for, without what is at its default. */
export function composeService(service: ServiceModel, stack: StackModel, naming: Naming): Record<string, unknown> {
  return pruned({
    image: literal(service.image),
    container_name: own(givenName(service, stack)),
    depends_on: dependsOn(service, naming),
    volumes: service.mounts.map((mount) => volume(mount, stack, naming)),
    configs: service.configs.map(({ config, ...delivery }) =>
      file(naming.file(stack.name, config), delivery, `/${config}`),
    ),
    secrets: service.secrets.map(({ secret, ...delivery }) => {
      const source = naming.file(stack.name, stack.secrets.find((one) => one.name === secret)?.key ?? secret);
      return file(source, delivery, `/run/secrets/${source}`);
    }),
    environment: assigned(service.environment, interpolate),
    ports: service.ports.map(port),
    networks: networks(service, stack, naming),
    network_mode: namespace(service.networkMode, stack, naming),
    extra_hosts: assigned(service.extraHosts, literal),
    command: service.command?.map(literal),
    entrypoint: service.entrypoint?.map(literal),
    working_dir: own(service.workingDir),
    restart: service.restart,
    healthcheck: healthcheck(service.healthcheck),
    logging:
      service.logging &&
      pruned({ driver: literal(service.logging.driver), options: mapped(service.logging.options, literal) }),
    labels: assigned(service.labels, literal),
    user: own(service.user),
    // From here on dclint wants the alphabet.
    cap_add: service.capAdd.map(literal),
    cap_drop: service.capDrop.map(literal),
    cgroup: service.cgroup,
    cgroup_parent: own(service.cgroupParent),
    cpu_shares: service.cpuShares,
    cpus: service.cpus === undefined ? undefined : String(service.cpus),
    cpuset: own(service.cpuset),
    device_cgroup_rules: service.deviceCgroupRules.map(literal),
    devices: service.devices.map(({ source, target, permissions }) => literal(`${source}:${target}:${permissions}`)),
    dns: own(service.dns),
    domainname: own(service.domainname),
    gpus: service.gpus,
    group_add: service.groupAdd.map(literal),
    hostname: own(service.hostname),
    init: service.init,
    ipc: namespace(service.ipc, stack, naming),
    mem_limit: size(service.memLimit),
    mem_reservation: size(service.memReservation),
    // Docker's own default, written out: left to Docker, Pulumi would see a difference at every run.
    memswap_limit: service.memLimit === undefined ? undefined : formatSize(2 * service.memLimit),
    pid: namespace(service.pid, stack, naming),
    privileged: service.privileged || undefined,
    read_only: service.readOnly || undefined,
    runtime: own(service.runtime),
    security_opt: service.securityOpt.map(literal),
    shm_size: size(service.shmSize),
    stdin_open: service.stdinOpen || undefined,
    stop_grace_period: formatDuration(service.stopGracePeriod),
    stop_signal: own(service.stopSignal),
    sysctls: mapped(service.sysctls, literal),
    tmpfs: Object.entries(service.tmpfs).map(([target, options]) =>
      literal(options === "" ? target : `${target}:${options}`),
    ),
    tty: service.tty || undefined,
    ulimits: mapped(service.ulimits, ({ soft, hard }) => (soft === hard ? soft : { soft, hard })),
    userns_mode: service.usernsMode,
  });
}

/** Another stack's services are not of this project; Compose cannot wait for them. */
function dependsOn(service: ServiceModel, naming: Naming): Record<string, unknown> {
  const here = service.dependsOn.filter((one) => naming.contains(one.stack));
  return Object.fromEntries(here.map((one) => [naming.service(one.stack, one.service), { condition: one.condition }]));
}

function volume(mount: MountModel, stack: StackModel, naming: Naming): unknown {
  const source = mount.type === "volume" ? naming.volume(stack, mount.source) : mount.source;
  const long = { type: mount.type, source: literal(source), target: literal(mount.target) };
  if (mount.type === "bind" && !mount.createHostPath) {
    const bind = pruned({ create_host_path: false, selinux: mount.selinux });
    return pruned({ ...long, read_only: mount.readOnly || undefined, bind });
  }
  // In the short form Compose takes a single letter for a drive of Windows.
  if (source.length === 1) return pruned({ ...long, read_only: mount.readOnly || undefined });
  const options = [
    ...(mount.readOnly ? ["ro"] : []),
    ...(mount.type === "bind" && mount.selinux ? [mount.selinux] : []),
  ];
  return literal([source, mount.target, ...(options.length > 0 ? [options.join(",")] : [])].join(":"));
}

interface Delivery {
  readonly target: string;
  readonly mode: string;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
}

/** The mode is left out where it is Compose's own default: written, older versions would hash it otherwise. */
function file(source: string, { target, mode, uid, gid }: Delivery, defaultTarget: string): unknown {
  const grant = pruned({
    source,
    target: target === defaultTarget ? undefined : literal(target),
    uid: uid?.toString(),
    gid: gid?.toString(),
    mode: mode === "0444" ? undefined : Number.parseInt(mode, 8),
  });
  return Object.keys(grant).length === 1 ? source : grant;
}

function port({ target, published, hostIp, protocol }: PortModel): string {
  const host = hostIp.includes(":") ? `[${hostIp}]` : hostIp;
  return `${host}:${published}:${target}${protocol === "tcp" ? "" : `/${protocol}`}`;
}

/** Nothing where the service is on its stack's default network alone, which Compose joins by itself. */
function networks(service: ServiceModel, stack: StackModel, naming: Naming): Record<string, unknown> | undefined {
  const [first, ...more] = service.networks;
  if (first === undefined) return undefined;
  const plain = (join: typeof first) => join.aliases.length === 0 && !join.ipv4Address && !join.ipv6Address;
  if (!naming.single && more.length === 0 && first.network === "default" && plain(first)) return undefined;
  return Object.fromEntries(
    service.networks.map((join) => {
      const aliases = naming.single ? [...new Set([service.key, ...join.aliases])] : join.aliases;
      const options = pruned({
        aliases: aliases.map(literal),
        ipv4_address: join.ipv4Address,
        ipv6_address: join.ipv6Address,
      });
      return [naming.network(stack, join.network), Object.keys(options).length > 0 ? options : null];
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
  return pruned({
    test: check.test.map(literal),
    interval: formatDuration(check.interval),
    timeout: formatDuration(check.timeout),
    retries: check.retries,
    start_period: formatDuration(check.startPeriod),
    start_interval: check.startInterval === undefined ? undefined : formatDuration(check.startInterval),
  });
}

function own(text: string | undefined): string | undefined {
  return text === undefined ? undefined : literal(text);
}

function size(bytes: number | undefined): string | undefined {
  return bytes === undefined ? undefined : formatSize(bytes);
}

/** A map; a list of `key=value` where a key begins with `x-`, which Compose drops from a map as an extension of the format. */
function assigned<V>(map: Readonly<Record<string, V>>, value: (item: V) => string): Record<string, string> | string[] {
  const entries = Object.entries(mapped(map, value));
  if (!entries.some(([key]) => key.startsWith("x-"))) return Object.fromEntries(entries);
  return entries.map(([key, item]) => `${literal(key)}=${item}`);
}

function mapped<V, W>(map: Readonly<Record<string, V>>, value: (item: V) => W): Record<string, W> {
  return Object.fromEntries(Object.entries(map).map(([key, item]) => [key, value(item)]));
}

/** Leaves out what is undefined or empty: absent and empty mean the same in Compose, for each key used here. */
export function pruned(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => !isEmpty(value)));
}

function isEmpty(value: unknown): boolean {
  if (value === undefined) return true;
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}
