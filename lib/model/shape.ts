import * as z from "zod";
import {
  ConfigFile,
  Element,
  type Homelab,
  locate,
  Network,
  type Problem,
  Secret,
  SecretFile,
  Service,
  Stack,
  Volume,
} from "../core/index.ts";

// What the types would have refused, from JavaScript or through a cast: found before anything is read, since what is read
// from a value of the wrong kind would be nonsense. Objects are open here: whether a key exists is told elsewhere. What
// takes any text, and has a message of its own about what it takes (images, durations, sizes, paths), is left to that.

const anything = z.unknown();
const word = z.string().optional();
const flag = z.boolean().optional();
const count = z.number().optional();
const words = z.array(z.string()).optional();
const strings = z.record(z.string(), z.string()).optional();
/** A value, or the function that gives it once the whole definition is known. */
const lazy = <T extends z.ZodType>(value: T) =>
  z.union([z.custom<() => unknown>((given) => typeof given === "function"), value]);
const oneOf = <T extends z.ZodType>(item: T) => z.array(item).optional();

const service = z.instanceof(Service);
const network = z.instanceof(Network);
const shared = z.looseObject({ service });
const mode = z.union([z.string(), shared]).optional();
const logging = z.union([z.literal("daemon"), z.looseObject({ driver: z.string(), options: strings })]).optional();
const folder = z.looseObject({ bind: z.string(), selinux: word }).optional();
const condition = z.enum(["service_started", "service_healthy", "service_completed_successfully"]).optional();

const serviceShape = z.looseObject({
  image: anything,
  command: lazy(z.array(anything)).optional(),
  entrypoint: words,
  environment: lazy(z.looseObject({})).optional(),
  ports: oneOf(z.looseObject({ protocol: word, hostIp: word })),
  volumes: oneOf(
    z.union([
      z.looseObject({ volume: z.instanceof(Volume), readOnly: flag }),
      z.looseObject({ bind: z.string(), readOnly: flag, selinux: word, createHostPath: flag }),
    ]),
  ),
  tmpfs: strings,
  networks: oneOf(z.union([network, z.looseObject({ network, aliases: words, ipv4Address: word, ipv6Address: word })])),
  networkMode: mode,
  pid: mode,
  ipc: mode,
  usernsMode: z.literal("host").optional(),
  cgroup: z.enum(["host", "private"]).optional(),
  cgroupParent: word,
  runtime: word,
  gpus: z.literal("all").optional(),
  healthcheck: z
    .union([z.enum(["none", "image"]), z.looseObject({ test: z.array(z.string()), retries: count })])
    .optional(),
  dependsOn: oneOf(z.union([service, z.looseObject({ service, condition })])),
  restart: word,
  oneShot: flag,
  stopSignal: word,
  init: flag,
  user: word,
  groupAdd: words,
  capAdd: words,
  capDrop: words,
  securityOpt: words,
  privileged: flag,
  devices: oneOf(z.looseObject({ source: z.string(), target: word, permissions: word })),
  deviceCgroupRules: words,
  ulimits: z
    .record(z.string(), z.union([z.number(), z.looseObject({ soft: z.number(), hard: z.number() })]))
    .optional(),
  sysctls: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  cpus: count,
  cpuShares: count,
  cpuset: word,
  logging,
  extraHosts: strings,
  dns: word,
  labels: strings,
  hostname: word,
  domainname: word,
  configs: oneOf(z.instanceof(ConfigFile)),
  secrets: oneOf(z.instanceof(SecretFile)),
  readOnly: flag,
  tty: flag,
  stdinOpen: flag,
});

const endpointsShape = z.array(
  z.looseObject({ name: z.string(), protocol: z.string(), port: z.number(), auth: z.enum(["own", "none"]).optional() }),
);
const acknowledgementsShape = z.array(z.looseObject({ code: z.string(), reason: z.string() }));

const volumeShape = z.looseObject({
  class: anything,
  storage: z.union([z.literal("named"), folder, z.looseObject({ path: z.string(), selinux: word })]).optional(),
  driver: word,
  driverOpts: strings,
  labels: strings,
  external: word,
});

const networkShape = z.looseObject({
  driver: word,
  driverOpts: strings,
  internal: flag,
  attachable: flag,
  enableIpv6: flag,
  ipam: oneOf(z.looseObject({ subnet: z.string(), gateway: z.string(), ipRange: word })),
  labels: strings,
  external: word,
});

const content = z.custom<object>((given) => typeof given === "object" && given !== null && !Array.isArray(given));
const configFileShape = z.looseObject({ content: lazy(content), mode: word, uid: count, gid: count });

const homelabShape = z.looseObject({
  domain: word,
  domains: words,
  timezone: word,
  storage: folder,
  mirror: word,
  logging,
});

/** Each kind of construct, with what of it is looked at. */
function shapesOf(element: unknown): (readonly [object | undefined, z.ZodType, string])[] {
  if (element instanceof Service) {
    return [
      [element.effectiveProps, serviceShape, ""],
      [element.endpoints, endpointsShape, "endpoints."],
    ];
  }
  if (element instanceof Volume) return [[element.props, volumeShape, ""]];
  if (element instanceof Network) return [[element.props, networkShape, ""]];
  if (element instanceof ConfigFile) return [[element.props, configFileShape, ""]];
  if (element instanceof Stack) return [[element.props, z.looseObject({ storage: folder }), ""]];
  if (element instanceof Secret) return [[element.source, z.looseObject({ from: z.string(), description: word }), ""]];
  return [];
}

/** What is of the wrong kind anywhere in a definition, or stands in no stack. With any of it, nothing else can be read. */
export function shapeProblems(homelab: Homelab): Problem[] {
  const own = problems(homelab, homelab.props, homelabShape, "");
  const below = homelab.node.findAll().flatMap((element) => {
    if (!(element instanceof Element)) return [];
    const wrong = shapesOf(element).flatMap(([value, shape, field]) => problems(element, value, shape, field));
    const reasons = problems(element, element.acknowledgements, acknowledgementsShape, "acknowledgements.");
    return [...strays(element), ...wrong, ...reasons];
  });
  return [...own, ...below];
}

function problems(element: Element | Homelab, value: unknown, shape: z.ZodType, prefix: string): Problem[] {
  const checked = shape.safeParse(value);
  if (checked.success) return [];
  return checked.error.issues.map((issue) => {
    const field = `${prefix}${issue.path.map(String).join(".")}`;
    return locate(element, {
      code: "HL004",
      level: "error",
      message: `${field === "" ? "what it is given" : field} has a value that is not allowed: ${issue.message}`,
      fix: "see the property's documentation for what it takes",
    });
  });
}

/** What becomes a part of a Compose project has to stand below a stack. */
function strays(element: Element): Problem[] {
  if (element.node.scopes.some((scope) => scope instanceof Stack)) return [];
  if (![Service, Volume, Network, ConfigFile, Secret].some((kind) => element instanceof kind)) return [];
  const fix = 'create it below a stack: `new Stack(lab, "name")`';
  return [locate(element, { code: "HL003", level: "error", message: `"${element.path}" stands in no stack`, fix })];
}
