import type { JoinModel, ServiceFields, ServiceModel, StackModel } from "../../model/index.ts";
import { cpuLimit } from "./cpus.ts";
import { dockersGrace, healthcheck, restart } from "./lifecycle.ts";
import { isPlain, mountWithOptions, plainMount } from "./mounts.ts";
import { type Args, output, type PlanValue, present, type Ref, textValue, textValues } from "./resource.ts";

/** What a container's plan needs to know of the rest of the homelab. */
export interface Surroundings {
  readonly host: string;
  readonly composeDir?: string | undefined;
  /** The component of the stack. */
  readonly parent: Ref;
  /** All images of the homelab: each is present before anything is stopped. */
  readonly images: readonly Ref[];
  readonly image: (image: string) => Ref;
  /** A network or volume by its name on the engine; nothing where it is somebody else's. */
  readonly network: (name: string) => Ref | undefined;
  readonly volume: (name: string) => Ref | undefined;
  /** The containers of a service, of which there may be several. */
  readonly containers: (stack: string, service: string) => readonly Ref[];
}

/** A service within the rest. */
export interface At {
  readonly service: ServiceModel;
  readonly stack: StackModel;
  readonly around: Surroundings;
}

const nothing = () => ({});

/** Each field as the provider's inputs. */
export const containerFields: ServiceFields<At, Args> = {
  containerName: (name) => ({ name }),
  image: (image) => ({ image }),
  command: (words) => present({ command: words?.map(textValue) }),
  // An empty list is none to the provider; an empty word the engine takes for one that clears the image's.
  entrypoint: (words) => present({ entrypoints: words?.length === 0 ? [""] : words?.map(textValue) }),
  environment: (environment) => ({
    envs: Object.entries(environment).map(([key, value]): PlanValue => {
      return typeof value === "string" ? `${key}=${value}` : textValue([`${key}=`, ...value]);
    }),
  }),
  user: (user) => present({ user }),
  workingDir: (workingDir) => present({ workingDir }),
  hostname: (hostname) => present({ hostname }),
  domainname: (_, { service, stack }) => present({ domainname: domainname(service, stack) }),
  tty: (tty) => present({ tty: tty || undefined }),
  stdinOpen: (stdinOpen) => present({ stdinOpen: stdinOpen || undefined }),
  logging: (logging) => present({ logDriver: logging?.driver, logOpts: logging && textValues(logging.options) }),
  networkMode: (mode, at) => present({ networkMode: namespace(mode, at) }),
  networks: (joins, at) => ({ networksAdvanced: joins.map((join) => place(join, at)) }),
  ports: (ports) => ({
    ports: ports.flatMap(({ target, published, hostIp, protocol }) =>
      addresses(hostIp).map((ip) => present({ internal: target, external: published, ip, protocol })),
    ),
  }),
  // The provider exposes what it publishes, and has no input for more.
  expose: nothing,
  extraHosts: (hosts) => ({ hosts: Object.entries(hosts).map(([host, ip]) => ({ host, ip })) }),
  dns: (dns) => ({ dns }),
  dnsOpt: (dnsOpts) => ({ dnsOpts }),
  dnsSearch: (dnsSearches) => ({ dnsSearches }),
  pid: (mode, at) => present({ pidMode: namespace(mode, at) }),
  ipc: (mode, at) => present({ ipcMode: namespace(mode, at) }),
  usernsMode: (usernsMode) => present({ usernsMode }),
  cgroup: (cgroupnsMode) => present({ cgroupnsMode }),
  cgroupParent: (cgroupParent) => present({ cgroupParent }),
  runtime: (runtime) => present({ runtime }),
  // The engine finds the driver by what is asked of it.
  gpus: (gpus) => present({ gpus: gpus && "all" }),
  mounts: (mounts, at) => ({
    volumes: mounts.flatMap((mount) => (isPlain(mount) ? plainMount(mount, at) : [])),
    mounts: mounts.flatMap((mount) => (isPlain(mount) ? [] : mountWithOptions(mount, at))),
  }),
  tmpfs: (tmpfs) => ({ tmpfs }),
  configs: (_, { service, stack }) => ({ uploads: uploads(service, stack) }),
  // With the configs.
  secrets: nothing,
  readOnly: (readOnly) => present({ readOnly: readOnly || undefined }),
  // The engine's own spelling: any other is a difference after the first refresh.
  capAdd: (adds, { service: { capDrop: drops } }) => ({
    capabilities: present({ adds: adds.map(capability), drops: drops.map(capability) }),
  }),
  // With what is added.
  capDrop: nothing,
  securityOpt: (_, { service }) => ({ securityOpts: securityOpts(service) }),
  privileged: (privileged) => present({ privileged: privileged || undefined }),
  groupAdd: (groupAdds) => ({ groupAdds }),
  devices: (devices) => ({
    devices: devices.map(({ source, target, permissions }) => ({
      hostPath: source,
      containerPath: target,
      permissions,
    })),
  }),
  deviceCgroupRules: (deviceCgroupRules) => ({ deviceCgroupRules }),
  sysctls: (sysctls) => ({ sysctls }),
  memLimit: (limit) => present({ memory: mebibytes(limit) }),
  // Docker's own default, written out: left to Docker, the provider sees a difference at every run.
  memswapLimit: (limit, { service: { memLimit } }) => {
    const bytes = limit ?? (memLimit && 2 * memLimit);
    return present({ memorySwap: bytes === -1 ? -1 : mebibytes(bytes) });
  },
  memReservation: (reservation) => present({ memoryReservation: mebibytes(reservation) }),
  cpus: cpuLimit,
  cpuShares: (cpuShares) => present({ cpuShares }),
  cpuset: (cpuSet) => present({ cpuSet }),
  shmSize: (size) => present({ shmSize: mebibytes(size) }),
  ulimits: (limits) => ({
    ulimits: Object.entries(limits).map(([name, limit]) => {
      const { soft, hard } = typeof limit === "number" ? { soft: limit, hard: limit } : limit;
      return { name, soft, hard };
    }),
  }),
  restart,
  init: (init) => present({ init }),
  stopSignal: (stopSignal) => present({ stopSignal }),
  // The provider stops with a grace of its own, which is none unless it is told.
  stopGracePeriod: (period) => ({
    ...present({ stopTimeout: period && period / 1000 }),
    destroyGraceSeconds: (period ?? dockersGrace) / 1000,
  }),
  healthcheck: (check) => present({ healthcheck: healthcheck(check) }),
  // What is waited for is not the provider's to wait for: it waits its full time for a container that has exited, and for
  // a task (`attach`) for ever, which Ctrl-C does not end.
  oneShot: (oneShot) => ({ mustRun: !oneShot }),
  // Said by labels or by the plan's options, or of no container.
  labels: nothing,
  dependsOn: nothing,
  // Said of the image.
  pullPolicy: nothing,
  platform: nothing,
  // What the provider has no input for is set once the container exists.
  pidsLimit: nothing,
  // As many resources.
  replicas: nothing,
  number: nothing,
  deploySyntax: nothing,
  swarm: nothing,
  baseline: nothing,
  path: nothing,
  key: nothing,
  endpoints: nothing,
  acknowledgements: nothing,
};

/** The provider takes no address for every one of IPv4. */
function addresses(hostIp: string): string[] {
  return hostIp === "" ? ["0.0.0.0", "::"] : [hostIp];
}

function namespace(mode: string | { readonly service: string } | undefined, { stack, around }: At) {
  if (typeof mode !== "object") return mode;
  const [container] = around.containers(stack.name, mode.service);
  return container && output(container, "id", "container:");
}

/** The engine gives whoever joins another's network that one's domain; unsaid, it would be a difference at every run. */
function domainname(service: ServiceModel, stack: StackModel): string | undefined {
  const mode = service.networkMode;
  const owner = typeof mode === "object" ? stack.services.find((one) => one.key === mode.service) : undefined;
  return service.domainname ?? (owner && domainname(owner, stack));
}

/** Compose gives a container its own name and its service's as aliases on each network. */
function place(join: JoinModel, { service, stack, around: { network } }: At): PlanValue {
  const name = stack.networks.find((one) => one.key === join.network)?.name ?? join.network;
  const ref = network(name);
  return present({
    name: ref === undefined ? name : output(ref, "name"),
    aliases: [...new Set([service.containerName, service.key, ...join.aliases])],
    ipv4Address: join.ipv4Address,
    ipv6Address: join.ipv6Address,
    driverOpts: Object.entries(join.driverOpts ?? {}).map(([option, value]) => `${option}=${value}`),
    gwPriority: join.gwPriority,
  });
}

/** Of a file that is copied in, as Compose has it. */
const defaultMode = "0444";

/** Files copied in before the start. An empty one is skipped, as Compose does; the provider would refuse it. */
function uploads(service: ServiceModel, stack: StackModel): PlanValue {
  const owner = (uid: number | undefined, gid: number | undefined) => ({
    owner: uid?.toString(),
    group: gid?.toString(),
  });
  const configs = service.configs.map(({ config, target, mode, uid, gid }) => {
    const content = stack.configs.find((one) => one.key === config)?.content ?? "";
    return present({ file: target, content: textValue(content), permissions: mode ?? defaultMode, ...owner(uid, gid) });
  });
  const secrets = service.secrets.map(({ secret, target, mode, uid, gid }) => {
    const content = textValue([{ secret, encode: "none" }]);
    return present({ file: target, content, permissions: mode ?? defaultMode, ...owner(uid, gid) });
  });
  return [...configs.filter(({ content }) => content !== undefined), ...secrets];
}

/** The engine turns SELinux's labels off for a container that sees the host; unsaid, a refresh would find a difference. */
function securityOpts(service: ServiceModel): string[] {
  const seesHost = service.privileged || service.pid === "host" || service.ipc === "host";
  const labelled = service.securityOpt.some((option) => option.startsWith("label"));
  return seesHost && !labelled ? [...service.securityOpt, "label=disable"] : service.securityOpt;
}

function capability(name: string): string {
  return name === "ALL" || name.startsWith("CAP_") ? name : `CAP_${name}`;
}

/** The provider counts memory in MiB. */
function mebibytes(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : bytes / 1024 / 1024;
}
