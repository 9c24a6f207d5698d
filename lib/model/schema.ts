import { secretSchema } from "./secret-schema.ts";
import { acknowledgementSchema, name, port, serviceSchema, stringMap, textMap, textSchema } from "./service-schema.ts";
import { z } from "./zod.ts";

// The model is plain data: what both targets read, and all that they read.

const networkSchema = z.strictObject({
  path: z.string(),
  key: name,
  /** The engine's name: `<stack>_<key>`, unless it has one of its own. */
  name,
  external: z.boolean(),
  driver: z.string().optional(),
  driverOpts: textMap,
  internal: z.boolean(),
  attachable: z.boolean(),
  /** Absent where nobody said it: Compose hashes whether it is said. */
  enableIpv6: z.boolean().optional(),
  ipamDriver: z.string().optional(),
  ipam: z.array(
    z.strictObject({
      subnet: z.string(),
      gateway: z.string().optional(),
      ipRange: z.string().optional(),
      /** Sorted by name. */
      auxAddresses: stringMap.optional(),
    }),
  ),
  labels: stringMap,
});

const volumeSchema = z.strictObject({
  path: z.string(),
  key: name,
  class: z.enum(["data", "database", "config", "media", "cache"]),
  /** The engine's name: `<stack>_<key>`, unless it has one of its own, or was moved and keeps the one it had. */
  name,
  /** Whether the name is one that the definition gives; absent where it is not. */
  named: z.literal(true).optional(),
  /** The folder of the host that stands in the engine's volume's place. */
  bind: z.string().optional(),
  external: z.boolean(),
  /** The image that its data is of, as the ledger has it: the one before this build. */
  formerImage: z.string().optional(),
  driver: z.string().optional(),
  driverOpts: textMap,
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
      z.strictObject({
        kind: z.enum(["forward", "oidc"]),
        provider: z.string(),
        groups: z.array(z.string()),
        /** Where one cookie is of several names. */
        cookieDomain: z.string().optional(),
      }),
    ])
    .optional(),
});

export const homelabSchema = z.strictObject({
  name,
  /** What services that name no other have as `TZ`; absent where that is left to the images. */
  timezone: z.string().optional(),
  /** Sorted by name, as everything in the model is that has no order of its own. */
  stacks: z.array(stackSchema),
  routes: z.array(routeSchema),
  acknowledgements: z.array(acknowledgementSchema),
});

export type NetworkModel = z.infer<typeof networkSchema>;
export type VolumeModel = z.infer<typeof volumeSchema>;
export type ConfigModel = z.infer<typeof configSchema>;
export type { SecretModel } from "./secret-schema.ts";
export type StackModel = z.infer<typeof stackSchema>;
export type RouteModel = z.infer<typeof routeSchema>;
export type HomelabModel = z.infer<typeof homelabSchema>;
export type {
  ConfigDelivery,
  DependencyModel,
  HealthcheckModel,
  JoinModel,
  ModelText,
  MountModel,
  PortModel,
  SecretDelivery,
  ServiceModel,
} from "./service-schema.ts";
