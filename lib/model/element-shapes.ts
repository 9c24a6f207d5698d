import {
  ConfigFile,
  type ConfigFileProps,
  type Dependency,
  type DeviceProps,
  type HealthcheckProps,
  type HomelabProps,
  type IpamPool,
  type Logging,
  Network,
  type NetworkJoin,
  type NetworkProps,
  type PortProps,
  SecretFile,
  Service,
  type ServiceProps,
  type StackProps,
  type Storage,
  shape,
  type Ulimit,
  type VolumeProps,
} from "../core/index.ts";
import { mount, selinux } from "./mount-shape.ts";
import { swarm } from "./swarm-shape.ts";

// What each kind of construct takes, all of it. What has a message of its own about what it takes (images, durations, sizes,
// ports, paths) is `anything` here, and left to that.

const { anything, either, flag, instance, lazy, list, map, needed, number, oneOf, open, props, refused, text, whole } =
  shape;

const service = instance("Service", (value) => value instanceof Service);
const network = instance("Network", (value) => value instanceof Network);
const peer = props<{ readonly service: Service }>({ service: needed(service) });
const texts = map(text);

const logging = either(oneOf(["daemon"]), props<Logging>({ driver: needed(text), options: map(anything) }));
const folder = props<Storage>({ bind: needed(text), selinux });

const baseline = oneOf(["docker", "hardened"]);

const healthcheck = props<HealthcheckProps>({
  test: list(anything),
  interval: anything,
  timeout: anything,
  retries: whole(1),
  startPeriod: anything,
  startInterval: anything,
});

/** Every property of a service. */
export const serviceFields: shape.Fields<ServiceProps> = {
  baseline,
  image: needed(anything),
  command: lazy(list(anything)),
  entrypoint: list(anything),
  environment: lazy(open),
  ports: list(
    props<PortProps>({
      target: anything,
      published: anything,
      hostIp: text,
      protocol: oneOf(["tcp", "udp"]),
      name: text,
      appProtocol: text,
      mode: oneOf(["ingress", "host"]),
    }),
  ),
  expose: list(either(text, number)),
  volumes: list(mount),
  tmpfs: texts,
  networks: list(
    either(
      network,
      props<NetworkJoin>({
        network: needed(network),
        aliases: list(text),
        ipv4Address: text,
        ipv6Address: text,
        driverOpts: texts,
        gwPriority: whole(0),
        longSyntax: flag,
      }),
    ),
  ),
  networkMode: either(oneOf(["host", "none", "bridge"], /^container:[a-zA-Z0-9][a-zA-Z0-9_.-]*$/), peer),
  pullPolicy: either(
    oneOf(["missing", "always", "never"]),
    refused(/^if_not_present$/, "it is Compose's other word for `missing`"),
    refused(
      /^(daily|weekly|every_.+)$/,
      "Compose alone keeps when it pulled last: say `always`, or pin a tag or a digest and have Renovate raise it",
    ),
    refused(/^build$/, "images are built elsewhere: build it first, and say `never`"),
  ),
  platform: text,
  healthcheck: either(oneOf(["none", "image"]), healthcheck),
  dependsOn: list(
    either(
      service,
      props<Dependency>({
        service: needed(service),
        condition: oneOf(["service_started", "service_healthy", "service_completed_successfully"]),
        restart: flag,
        required: flag,
      }),
    ),
  ),
  restart: oneOf(["no", "always", "unless-stopped", "on-failure"], /^on-failure:\d+$/),
  oneShot: flag,
  replicas: whole(0, 1000),
  stopGracePeriod: anything,
  stopSignal: text,
  init: flag,
  user: text,
  groupAdd: list(text),
  capAdd: list(text),
  capDrop: list(text),
  securityOpt: list(text),
  privileged: flag,
  devices: list(props<DeviceProps>({ source: anything, target: anything, permissions: text })),
  deviceCgroupRules: list(text),
  ulimits: map(either(whole(-1), props<Ulimit>({ soft: needed(whole(-1)), hard: needed(whole(-1)) }))),
  sysctls: map(either(text, number)),
  shmSize: anything,
  memLimit: anything,
  memswapLimit: anything,
  memReservation: anything,
  cpus: number,
  cpuShares: whole(0),
  cpuset: text,
  pidsLimit: either(whole(1), oneOf([-1])),
  deploySyntax: flag,
  swarm,
  logging,
  extraHosts: texts,
  dns: either(text, list(text)),
  dnsSearch: either(text, list(text)),
  dnsOpt: list(text),
  labels: map(anything),
  hostname: text,
  containerName: text,
  domainname: text,
  workingDir: anything,
  configs: list(instance("ConfigFile", (value) => value instanceof ConfigFile)),
  secrets: list(instance("SecretFile", (value) => value instanceof SecretFile)),
  readOnly: flag,
  tty: flag,
  stdinOpen: flag,
  pid: either(oneOf(["host"]), peer),
  ipc: either(oneOf(["host", "shareable"]), peer),
  usernsMode: oneOf(["host"]),
  cgroup: oneOf(["host", "private"]),
  cgroupParent: text,
  runtime: text,
  gpus: either(oneOf(["all"]), props<{ readonly driver: "nvidia" }>({ driver: needed(oneOf(["nvidia"])) })),
};

export const volumeShape = props<VolumeProps>({
  class: needed(oneOf(["data", "database", "config", "media", "cache"])),
  storage: either(
    oneOf(["named"]),
    folder,
    props<{ readonly path: string; readonly selinux?: "z" | "Z" }>({ path: needed(text), selinux }),
  ),
  driver: text,
  driverOpts: map(anything),
  labels: texts,
  name: text,
  external: text,
});

export const networkShape = props<NetworkProps>({
  driver: either(
    refused(/^(none|null)$/, 'Docker makes no such network: say `networkMode: "none"` on the services'),
    text,
  ),
  driverOpts: map(anything),
  internal: flag,
  attachable: flag,
  enableIpv6: flag,
  ipamDriver: text,
  ipam: list(props<IpamPool>({ subnet: needed(text), gateway: text, ipRange: text, auxAddresses: texts })),
  labels: texts,
  name: text,
  external: text,
});

export const configFileShape = props<ConfigFileProps>({
  target: anything,
  content: needed(lazy(open)),
  mode: text,
  uid: whole(0),
  gid: whole(0),
});

const given = needed(anything);

/** What a config file's content is, each by its format. */
export const contentShape = either(
  props<{ text: unknown }>({ text: given }),
  props<{ yaml: unknown }>({ yaml: given }),
  props<{ json: unknown }>({ json: given }),
  props<{ toml: object }>({ toml: needed(open) }),
  props<{ ini: object }>({ ini: needed(map(open)) }),
  props<{ env: object }>({ env: needed(open) }),
  props<{ template: unknown; values: object }>({ template: given, values: needed(open) }),
);

export const stackShape = props<StackProps>({ baseline, storage: folder });

export const homelabShape = props<HomelabProps>({
  baseline,
  domain: text,
  domains: list(text),
  timezone: text,
  storage: folder,
  mirror: text,
  logging,
});
