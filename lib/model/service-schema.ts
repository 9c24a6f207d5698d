import { swarmSchema } from "./swarm.ts";
import { z } from "./zod.ts";

// Objects are strict, so that a key that no target knows is refused by name instead of dropped.

export const name = z.string().min(1);

/** A string, or its parts where it contains the value of a secret, which only a target may put in. */
export const textSchema = z.union([
  z.string(),
  z.array(z.union([z.string(), z.strictObject({ secret: name, encode: z.enum(["none", "uri"]) })])),
]);

const textsSchema = z.array(textSchema);
export const textMap = z.record(z.string(), textSchema);
export const stringMap = z.record(z.string(), z.string());

export const port = z.int().min(1).max(65535);

const portSchema = z.strictObject({
  target: port,
  /** Absent where the engine takes a free one. */
  published: port.optional(),
  /** Empty for every address of the host. */
  hostIp: z.string(),
  protocol: z.enum(["tcp", "udp"]),
  name: z.string().optional(),
  appProtocol: z.string().optional(),
  /** Absent where it is `ingress`. */
  mode: z.literal("host").optional(),
});

const mountSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("volume"),
    source: name,
    target: z.string(),
    readOnly: z.boolean(),
    noCopy: z.literal(true).optional(),
    subpath: z.string().optional(),
    longSyntax: z.literal(true).optional(),
  }),
  z.strictObject({
    type: z.literal("tmpfs"),
    target: z.string(),
    readOnly: z.boolean(),
    /** In bytes. */
    size: z.int().positive().optional(),
    mode: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal("bind"),
    source: z.string(),
    target: z.string(),
    readOnly: z.boolean(),
    selinux: z.enum(["z", "Z"]).optional(),
    propagation: z.enum(["private", "rprivate", "shared", "rshared", "slave", "rslave"]).optional(),
    createHostPath: z.boolean(),
    /** That it was written with a slash at its end, which Compose hashes. */
    trailingSlash: z.literal(true).optional(),
    longSyntax: z.literal(true).optional(),
    /** The key of the volume that a storage setting laid into this folder. */
    volume: name.optional(),
  }),
]);

const joinSchema = z.strictObject({
  network: name,
  aliases: z.array(z.string()),
  ipv4Address: z.string().optional(),
  ipv6Address: z.string().optional(),
  driverOpts: stringMap.optional(),
  gwPriority: z.int().positive().optional(),
  longSyntax: z.literal(true).optional(),
});

/** Durations are in milliseconds. What is absent is the image's, else the engine's. */
const healthcheckSchema = z.union([
  z.literal("none"),
  z.literal("image"),
  z.strictObject({
    test: textsSchema.min(1).optional(),
    interval: z.int().optional(),
    timeout: z.int().optional(),
    retries: z.int().min(1).optional(),
    startPeriod: z.int().optional(),
    startInterval: z.int().optional(),
  }),
]);

const dependencySchema = z.strictObject({
  /** The stack's name; another stack's service is waited for by Pulumi, while Compose knows only its own project. */
  stack: name,
  service: name,
  condition: z.enum(["service_started", "service_healthy", "service_completed_successfully"]),
  /** Whether it is recreated with that one; absent where it is not. */
  restart: z.literal(true).optional(),
  /** Absent where it must have come to the condition. */
  required: z.literal(false).optional(),
});

const deliverySchema = z.strictObject({
  target: z.string(),
  /** Absent where nobody said it: `0444`, as Compose has it. */
  mode: z.string().optional(),
  uid: z.int().optional(),
  gid: z.int().optional(),
});
const configDeliverySchema = deliverySchema.extend({ config: name });
const secretDeliverySchema = deliverySchema.extend({ secret: name });

const namespaceOf = z.strictObject({ service: name });
export const acknowledgementSchema = z.strictObject({
  code: z.string(),
  reason: z.string(),
  /** What it stands on, where that is not what carries it: a volume, or a component without a main service. */
  path: z.string().optional(),
});

export const serviceSchema = z.strictObject({
  path: z.string(),
  /** The key in the Compose file, which is also the DNS name on each of its networks. */
  key: name,
  containerName: name,
  /** Whether what is not said is left to Docker; absent where it is hardened. */
  baseline: z.literal("docker").optional(),
  image: z.string(),
  command: textsSchema.optional(),
  entrypoint: textsSchema.optional(),
  environment: z.record(z.string(), textSchema),
  ports: z.array(portSchema),
  /** `8080`, `5000-5010/udp`. */
  expose: z.array(z.string()),
  mounts: z.array(mountSchema),
  tmpfs: stringMap,
  networks: z.array(joinSchema),
  networkMode: z
    .union([z.enum(["host", "none", "bridge"]), z.templateLiteral(["container:", name]), namespaceOf])
    .optional(),
  pullPolicy: z.enum(["missing", "always", "never"]).optional(),
  platform: z.string().optional(),
  pid: z.union([z.literal("host"), namespaceOf]).optional(),
  ipc: z.union([z.enum(["host", "shareable"]), namespaceOf]).optional(),
  usernsMode: z.literal("host").optional(),
  cgroup: z.enum(["host", "private"]).optional(),
  cgroupParent: z.string().optional(),
  runtime: z.string().optional(),
  gpus: z.union([z.literal("all"), z.strictObject({ driver: z.literal("nvidia") })]).optional(),
  healthcheck: healthcheckSchema.optional(),
  dependsOn: z.array(dependencySchema),
  oneShot: z.boolean(),
  /** How many containers it has; absent where it is one. */
  replicas: z.int().min(0).optional(),
  /** Which of them this one is, from 1; absent in a homelab's model, which has each service once (see `instancesOf`). */
  number: z.int().min(1).optional(),
  restart: z
    .string()
    .regex(/^(no|always|unless-stopped|on-failure(:\d+)?)$/)
    .optional(),
  /** In milliseconds, whole seconds. */
  stopGracePeriod: z.int().optional(),
  stopSignal: z.string().optional(),
  init: z.boolean().optional(),
  user: z.string().optional(),
  groupAdd: z.array(z.string()),
  capAdd: z.array(z.string()),
  capDrop: z.array(z.string()),
  securityOpt: z.array(z.string()),
  privileged: z.boolean(),
  devices: z.array(z.strictObject({ source: z.string(), target: z.string(), permissions: z.string() })),
  deviceCgroupRules: z.array(z.string()),
  /** One number is both limits, and written as one. */
  ulimits: z.record(z.string(), z.union([z.int(), z.strictObject({ soft: z.int(), hard: z.int() })])),
  sysctls: stringMap,
  /** Sizes are in bytes, whole MiB. */
  shmSize: z.int().optional(),
  memLimit: z.int().optional(),
  /** Or -1 for no limit. */
  memswapLimit: z.int().optional(),
  memReservation: z.int().optional(),
  cpus: z.number().positive().optional(),
  cpuShares: z.int().optional(),
  cpuset: z.string().optional(),
  /** Or -1 for no limit. */
  pidsLimit: z.int().optional(),
  /** Whether Compose's key `deploy` says the limits and the number; absent where it does not. */
  deploySyntax: z.literal(true).optional(),
  swarm: swarmSchema.optional(),
  logging: z.strictObject({ driver: name, options: textMap }).optional(),
  extraHosts: stringMap,
  /** In the order in which they are asked. */
  dns: z.array(z.string()),
  dnsSearch: z.array(z.string()),
  dnsOpt: z.array(z.string()),
  labels: textMap,
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

export type ModelText = z.infer<typeof textSchema>;
export type PortModel = z.infer<typeof portSchema>;
export type MountModel = z.infer<typeof mountSchema>;
export type JoinModel = z.infer<typeof joinSchema>;
export type HealthcheckModel = z.infer<typeof healthcheckSchema>;
export type DependencyModel = z.infer<typeof dependencySchema>;
export type ConfigDelivery = z.infer<typeof configDeliverySchema>;
export type SecretDelivery = z.infer<typeof secretDeliverySchema>;
export type ServiceModel = z.infer<typeof serviceSchema>;
