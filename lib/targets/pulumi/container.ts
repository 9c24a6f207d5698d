import type { JoinModel, MountModel, ServiceModel, StackModel } from "../../model/index.ts";
import { cpuLimit } from "./cpus.ts";
import { containerLabels } from "./labels.ts";
import { lifecycle } from "./lifecycle.ts";
import {
  type Args,
  type HashOf,
  output,
  type PlannedResource,
  type PlanValue,
  present,
  type Ref,
  textValue,
} from "./resource.ts";

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
  readonly container: (stack: string, service: string) => Ref | undefined;
}

/** A service as a container; its change detector is the label of Compose's hash. */
export function planContainer(service: ServiceModel, stack: StackModel, around: Surroundings): PlannedResource {
  const image = around.image(service.image);
  const joins = joined(service, stack, around);
  const before = (all: ServiceModel["dependsOn"]) =>
    all.flatMap((one) => around.container(one.stack, one.service) ?? []);
  const settled = before(service.dependsOn.filter(({ condition }) => condition !== "service_started"));
  return {
    type: "Container",
    name: `${around.host}/${service.containerName}`,
    args: present({
      name: service.containerName,
      image: service.image,
      ...identity(service, stack),
      ...connections(service, stack, around),
      ...storage(service, stack, around),
      ...privileges(service),
      ...limits(service),
      ...lifecycle(service),
      labels: containerLabels({ service, stack, image, joins, composeDir: around.composeDir }),
    }),
    options: {
      parent: around.parent,
      dependsOn: [...around.images, ...before(service.dependsOn)],
      ...(settled.length > 0 && { settled }),
      deleteBeforeReplace: true,
      // A container that could not be started is recreated by the next run.
      replaceOnChanges: ["#initerror"],
      additionalSecretOutputs: ["envs", "uploads"],
      // The engine lists the bindings of one port in an order of its own, which differs from version to version; that a
      // port is another one, the hash tells.
      ...(isBoundTwice(service) && { ignoreChanges: ["ports"] }),
    },
  };
}

/** Whether a port of the container is bound to more than one of the host. */
export function isBoundTwice({ ports }: ServiceModel): boolean {
  return new Set(ports.map(({ target, protocol }) => `${target}/${protocol}`)).size < ports.length;
}

function joined(service: ServiceModel, stack: StackModel, { container }: Surroundings): HashOf["$hash"]["joins"] {
  const modes = [service.networkMode, service.pid, service.ipc];
  const names = new Set(modes.flatMap((mode) => (typeof mode === "object" ? [mode.service] : [])));
  return [...names].flatMap((name) => {
    const ref = container(stack.name, name);
    return ref === undefined ? [] : [{ service: name, container: ref }];
  });
}

function identity(service: ServiceModel, stack: StackModel): Args {
  return present({
    command: service.command,
    entrypoints: service.entrypoint,
    envs: Object.entries(service.environment).map(([key, value]): PlanValue => {
      return typeof value === "string" ? `${key}=${value}` : textValue([`${key}=`, ...value]);
    }),
    user: service.user,
    workingDir: service.workingDir,
    hostname: service.hostname,
    domainname: domainname(service, stack),
    tty: service.tty || undefined,
    stdinOpen: service.stdinOpen || undefined,
    logDriver: service.logging?.driver,
    logOpts: service.logging?.options,
  });
}

/** The engine gives whoever joins another's network that one's domain; unsaid, it would be a difference at every run. */
function domainname(service: ServiceModel, stack: StackModel): string | undefined {
  const mode = service.networkMode;
  const owner = typeof mode === "object" ? stack.services.find((one) => one.key === mode.service) : undefined;
  return service.domainname ?? (owner && domainname(owner, stack));
}

function connections(service: ServiceModel, stack: StackModel, around: Surroundings): Args {
  const namespace = (mode: string | { readonly service: string } | undefined) => {
    if (typeof mode !== "object") return mode;
    const container = around.container(stack.name, mode.service);
    return container && output(container, "id", "container:");
  };
  return present({
    networkMode: namespace(service.networkMode),
    networksAdvanced: service.networks.map((join) => place(join, service, stack, around)),
    ports: service.ports.map(({ target, published, hostIp, protocol }) => ({
      internal: target,
      external: published,
      ip: hostIp,
      protocol,
    })),
    hosts: Object.entries(service.extraHosts).map(([host, ip]) => ({ host, ip })),
    dns: service.dns === undefined ? [] : [service.dns],
    pidMode: namespace(service.pid),
    ipcMode: namespace(service.ipc),
    usernsMode: service.usernsMode,
    cgroupnsMode: service.cgroup,
    cgroupParent: service.cgroupParent,
    runtime: service.runtime,
    gpus: service.gpus,
  });
}

/** Compose gives a container its own name and its service's as aliases on each network. */
function place(join: JoinModel, service: ServiceModel, stack: StackModel, { network }: Surroundings): PlanValue {
  const name = stack.networks.find((one) => one.key === join.network)?.name ?? join.network;
  const ref = network(name);
  return present({
    name: ref === undefined ? name : output(ref, "name"),
    aliases: [...new Set([service.containerName, service.key, ...join.aliases])],
    ipv4Address: join.ipv4Address,
    ipv6Address: join.ipv6Address,
  });
}

function storage(service: ServiceModel, stack: StackModel, around: Surroundings): Args {
  const [strict, lenient] = [service.mounts.filter(mustExist), service.mounts.filter((mount) => !mustExist(mount))];
  return present({
    volumes: lenient.map((mount) => volume(mount, stack, around)),
    mounts: strict.map(({ source, target, readOnly }) => ({ type: "bind", source, target, readOnly })),
    tmpfs: service.tmpfs,
    uploads: uploads(service, stack),
    readOnly: service.readOnly || undefined,
  });
}

/** Docker's other way of mounting, which fails where the folder is missing instead of making it. */
function mustExist(mount: MountModel): boolean {
  return mount.type === "bind" && !mount.createHostPath;
}

function volume(mount: MountModel, stack: StackModel, around: Surroundings): PlanValue {
  const common = { containerPath: mount.target, readOnly: mount.readOnly || undefined };
  if (mount.type === "bind") return present({ hostPath: mount.source, selinuxRelabel: mount.selinux, ...common });
  const name = stack.volumes.find((one) => one.key === mount.source)?.name ?? mount.source;
  const ref = around.volume(name);
  return present({ volumeName: ref === undefined ? name : output(ref, "name"), ...common });
}

/** Files copied in before the start. An empty one is skipped, as Compose does; the provider would refuse it. */
function uploads(service: ServiceModel, stack: StackModel): PlanValue {
  const owner = (uid: number | undefined, gid: number | undefined) => ({
    owner: uid?.toString(),
    group: gid?.toString(),
  });
  const configs = service.configs.map(({ config, target, mode, uid, gid }) => {
    const content = stack.configs.find((one) => one.key === config)?.content ?? "";
    return present({ file: target, content: textValue(content), permissions: mode, ...owner(uid, gid) });
  });
  const secrets = service.secrets.map(({ secret, target, mode, uid, gid }) => {
    const content = textValue([{ secret, encode: "none" }]);
    return present({ file: target, content, permissions: mode, ...owner(uid, gid) });
  });
  return [...configs.filter(({ content }) => content !== undefined), ...secrets];
}

function privileges(service: ServiceModel): Args {
  return present({
    // The engine's own spelling: any other is a difference after the first refresh.
    capabilities: present({ adds: service.capAdd.map(capability), drops: service.capDrop.map(capability) }),
    securityOpts: securityOpts(service),
    privileged: service.privileged || undefined,
    groupAdds: service.groupAdd,
    devices: service.devices.map(({ source, target, permissions }) => ({
      hostPath: source,
      containerPath: target,
      permissions,
    })),
    deviceCgroupRules: service.deviceCgroupRules,
    sysctls: service.sysctls,
  });
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
function limits(service: ServiceModel): Args {
  const mebibytes = (bytes: number | undefined) => (bytes === undefined ? undefined : bytes / 1024 / 1024);
  return present({
    memory: mebibytes(service.memLimit),
    memoryReservation: mebibytes(service.memReservation),
    // Docker's own default, written out: left to Docker, the provider sees a difference at every run.
    memorySwap: mebibytes(service.memLimit === undefined ? undefined : 2 * service.memLimit),
    ...cpuLimit(service.cpus),
    cpuShares: service.cpuShares,
    cpuSet: service.cpuset,
    shmSize: mebibytes(service.shmSize),
    ulimits: Object.entries(service.ulimits).map(([name, { soft, hard }]) => ({ name, soft, hard })),
  });
}
