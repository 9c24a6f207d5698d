import { secretSchema } from "./secret-schema.ts";
import { z } from "./zod.ts";

// The model is plain data: what both targets read, and all that they read. Objects are strict, so that a key that no
// target knows is refused by name instead of dropped.

const name = z.string().min(1);

/** A string, or its parts where it contains the value of a secret, which only a target may put in. */
export const textSchema = z.union([
  z.string(),
  z.array(z.union([z.string(), z.strictObject({ secret: name, encode: z.enum(["none", "uri"]) })])),
]);

const port = z.int().min(1).max(65535);

const portSchema = z.strictObject({
  target: port,
  published: port,
  hostIp: z.string(),
  protocol: z.enum(["tcp", "udp"]),
});

const mountSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("volume"), source: name, target: z.string(), readOnly: z.boolean() }),
  z.strictObject({
    type: z.literal("bind"),
    source: z.string(),
    target: z.string(),
    readOnly: z.boolean(),
    selinux: z.enum(["z", "Z"]).optional(),
    createHostPath: z.boolean(),
    /** The key of the volume that a storage setting laid into this folder. */
    volume: name.optional(),
  }),
]);

const joinSchema = z.strictObject({
  network: name,
  aliases: z.array(z.string()),
  ipv4Address: z.string().optional(),
  ipv6Address: z.string().optional(),
});

/** Durations are in milliseconds. */
const healthcheckSchema = z.union([
  z.literal("none"),
  z.literal("image"),
  z.strictObject({
    test: z.array(z.string()).min(1),
    interval: z.int(),
    timeout: z.int(),
    retries: z.int().min(1),
    startPeriod: z.int(),
    startInterval: z.int().optional(),
  }),
]);

const dependencySchema = z.strictObject({
  /** The stack's name; another stack's service is waited for by Pulumi, while Compose knows only its own project. */
  stack: name,
  service: name,
  condition: z.enum(["service_started", "service_healthy", "service_completed_successfully"]),
});

const deliverySchema = z.strictObject({
  target: z.string(),
  mode: z.string(),
  uid: z.int().optional(),
  gid: z.int().optional(),
});
const configDeliverySchema = deliverySchema.extend({ config: name });
const secretDeliverySchema = deliverySchema.extend({ secret: name });

const namespaceOf = z.strictObject({ service: name });
const acknowledgementSchema = z.strictObject({
  code: z.string(),
  reason: z.string(),
  /** What it stands on, where that is not what carries it: a volume, or a component without a main service. */
  path: z.string().optional(),
});
const stringMap = z.record(z.string(), z.string());

export const serviceSchema = z.strictObject({
  path: z.string(),
  /** The key in the Compose file, which is also the DNS name on each of its networks. */
  key: name,
  containerName: name,
  image: z.string(),
  command: z.array(z.string()).optional(),
  entrypoint: z.array(z.string()).optional(),
  environment: z.record(z.string(), textSchema),
  ports: z.array(portSchema),
  mounts: z.array(mountSchema),
  tmpfs: stringMap,
  networks: z.array(joinSchema),
  networkMode: z.union([z.enum(["host", "none"]), namespaceOf]).optional(),
  pid: z.union([z.literal("host"), namespaceOf]).optional(),
  ipc: z.union([z.enum(["host", "shareable"]), namespaceOf]).optional(),
  usernsMode: z.literal("host").optional(),
  cgroup: z.enum(["host", "private"]).optional(),
  cgroupParent: z.string().optional(),
  runtime: z.string().optional(),
  gpus: z.literal("all").optional(),
  healthcheck: healthcheckSchema.optional(),
  dependsOn: z.array(dependencySchema),
  oneShot: z.boolean(),
  restart: z.string().regex(/^(no|always|unless-stopped|on-failure(:\d+)?)$/),
  /** In milliseconds, whole seconds. */
  stopGracePeriod: z.int(),
  stopSignal: z.string().optional(),
  init: z.boolean(),
  user: z.string().optional(),
  groupAdd: z.array(z.string()),
  capAdd: z.array(z.string()),
  capDrop: z.array(z.string()),
  securityOpt: z.array(z.string()),
  privileged: z.boolean(),
  devices: z.array(z.strictObject({ source: z.string(), target: z.string(), permissions: z.string() })),
  deviceCgroupRules: z.array(z.string()),
  ulimits: z.record(z.string(), z.strictObject({ soft: z.int(), hard: z.int() })),
  sysctls: stringMap,
  /** Sizes are in bytes, whole MiB. */
  shmSize: z.int().optional(),
  memLimit: z.int().optional(),
  memReservation: z.int().optional(),
  cpus: z.number().positive().optional(),
  cpuShares: z.int().optional(),
  cpuset: z.string().optional(),
  logging: z.strictObject({ driver: name, options: stringMap }).optional(),
  extraHosts: stringMap,
  dns: z.string().optional(),
  labels: stringMap,
  hostname: z.string().optional(),
  domainname: z.string().optional(),
  workingDir: z.string().optional(),
  configs: z.array(configDeliverySchema),
  secrets: z.array(secretDeliverySchema),
  readOnly: z.boolean(),
  tty: z.boolean(),
  stdinOpen: z.boolean(),
  endpoints: z.array(
    z.strictObject({
      name,
      protocol: z.string(),
      port,
      /** Whether the app asks its visitors who they are; absent where nobody said so. */
      auth: z.enum(["own", "none"]).optional(),
      /** Whether it believes who a request's headers say it is from; absent where it does not. */
      trustsIdentityHeaders: z.literal(true).optional(),
    }),
  ),
  acknowledgements: z.array(acknowledgementSchema),
});

const networkSchema = z.strictObject({
  path: z.string(),
  key: name,
  /** The engine's name, `<stack>_<key>`. */
  name,
  external: z.boolean(),
  driver: z.string().optional(),
  driverOpts: stringMap,
  internal: z.boolean(),
  attachable: z.boolean(),
  enableIpv6: z.boolean(),
  ipam: z.array(z.strictObject({ subnet: z.string(), gateway: z.string(), ipRange: z.string().optional() })),
  labels: stringMap,
});

const volumeSchema = z.strictObject({
  path: z.string(),
  key: name,
  class: z.enum(["data", "database", "config", "media", "cache"]),
  /** The engine's name: `<stack>_<key>`, unless the volume was moved and keeps the one it had. */
  name,
  /** The folder of the host that stands in the engine's volume's place. */
  bind: z.string().optional(),
  external: z.boolean(),
  driver: z.string().optional(),
  driverOpts: stringMap,
  labels: stringMap,
});

const configSchema = z.strictObject({ path: z.string(), key: name, content: textSchema });

export const stackSchema = z.strictObject({
  path: z.string(),
  /** The Compose project's name. */
  name,
  services: z.array(serviceSchema),
  networks: z.array(networkSchema),
  volumes: z.array(volumeSchema),
  configs: z.array(configSchema),
  secrets: z.array(secretSchema),
  acknowledgements: z.array(acknowledgementSchema),
});

const routeSchema = z.strictObject({
  host: z.string(),
  scheme: z.enum(["http", "https"]),
  /** The path of the service that carries the requests. */
  ingress: z.string(),
  /** The path of the service that answers them. */
  service: z.string(),
  port,
  /** Who may pass; absent where that is left to the app. `provider` is the path of the service that people sign in with. */
  auth: z
    .discriminatedUnion("kind", [
      z.strictObject({ kind: z.literal("none"), reason: z.string() }),
      z.strictObject({ kind: z.literal("basic") }),
      z.strictObject({ kind: z.enum(["forward", "oidc"]), provider: z.string(), groups: z.array(z.string()) }),
    ])
    .optional(),
});

export const homelabSchema = z.strictObject({
  name,
  /** What services that name no other have as `TZ`. */
  timezone: z.string(),
  /** Sorted by name, as everything in the model is that has no order of its own. */
  stacks: z.array(stackSchema),
  routes: z.array(routeSchema),
  acknowledgements: z.array(acknowledgementSchema),
});

export type ModelText = z.infer<typeof textSchema>;
export type PortModel = z.infer<typeof portSchema>;
export type MountModel = z.infer<typeof mountSchema>;
export type JoinModel = z.infer<typeof joinSchema>;
export type HealthcheckModel = z.infer<typeof healthcheckSchema>;
export type DependencyModel = z.infer<typeof dependencySchema>;
export type ConfigDelivery = z.infer<typeof configDeliverySchema>;
export type SecretDelivery = z.infer<typeof secretDeliverySchema>;
export type ServiceModel = z.infer<typeof serviceSchema>;
export type NetworkModel = z.infer<typeof networkSchema>;
export type VolumeModel = z.infer<typeof volumeSchema>;
export type ConfigModel = z.infer<typeof configSchema>;
export type { SecretModel } from "./secret-schema.ts";
export type StackModel = z.infer<typeof stackSchema>;
export type RouteModel = z.infer<typeof routeSchema>;
export type HomelabModel = z.infer<typeof homelabSchema>;
