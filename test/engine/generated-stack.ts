import fc from "fast-check";
import type { HomelabModel, ModelText, MountModel, ServiceModel, StackModel } from "../../lib/model/index.ts";

// Generates stacks of services in which any field may hold anything that the model allows.

const name = "generated";
const secretNames = ["GENERATED_TOKEN", "GENERATED_PASSWORD"] as const;
const text = fc.string({ unit: "binary", maxLength: 12 }).map((value) => value.replaceAll("\0", ""));
const tricky = fc.constantFrom(
  "$HOME",
  "${X:-y}",
  "$$",
  "<b>&'\"",
  "yes",
  "0123",
  "1e3",
  ":9001",
  "?x",
  "~",
  "a: b # c",
  "\u2028",
  "\u007f\u0085",
  "",
);
const word = fc.stringMatching(/^[a-z][a-z0-9_-]{0,8}$/);
const anyText = fc.oneof(text, tricky, word);
const path = fc
  .array(fc.oneof(word, fc.constant("a b")), { minLength: 1, maxLength: 3 })
  .map((parts) => `/${parts.join("/")}`);
const size = fc.integer({ min: 1, max: 8192 }).map((mebibytes) => mebibytes * 1024 * 1024);
const milliseconds = fc.oneof(fc.integer({ min: 1, max: 999 }), fc.integer({ min: 1000, max: 90_000_000 }));
const seconds = fc.integer({ min: 1, max: 100_000 }).map((count) => count * 1000);
const mode = fc.stringMatching(/^0[0-7]{3}$/);
const id = fc.integer({ min: 0, max: 70_000 });

const modelText: fc.Arbitrary<ModelText> = fc.oneof(
  anyText,
  fc
    .tuple(anyText, fc.constantFrom(...secretNames), fc.constantFrom("none" as const, "uri" as const), anyText)
    .map(([before, secret, encode, after]) => [before, { secret, encode }, after]),
);

function map<T>(key: fc.Arbitrary<string>, value: fc.Arbitrary<T>): fc.Arbitrary<Record<string, T>> {
  return fc.array(fc.tuple(key, value), { maxLength: 4 }).map((entries) => Object.fromEntries(entries.sort(byKey)));
}

function byKey([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}

function set(item: fc.Arbitrary<string>): fc.Arbitrary<string[]> {
  return fc.uniqueArray(item, { maxLength: 3 }).map((items) => items.sort());
}

function maybe<K extends string, T>(key: K, value: fc.Arbitrary<T>): fc.Arbitrary<{ [P in K]?: T }> {
  return fc
    .option(value, { nil: undefined })
    .map((given) => (given === undefined ? {} : { [key]: given }) as { [P in K]?: T });
}

const delivery = fc
  .tuple(maybe("uid", id), maybe("gid", id), maybe("mode", fc.oneof(mode, fc.constant("0444"))))
  .map(([uid, gid, given]) => ({ ...uid, ...gid, ...given }));

const mount: fc.Arbitrary<MountModel> = fc.oneof(
  fc
    .record({
      type: fc.constant("volume" as const),
      source: fc.constantFrom("data", "cache", "d"),
      target: path,
      readOnly: fc.boolean(),
    })
    .chain((volume) =>
      fc
        .tuple(maybe("noCopy", fc.constant(true as const)), maybe("subpath", fc.constantFrom("a", "a b/$c")))
        .map(([noCopy, subpath]) => ({ ...volume, ...noCopy, ...subpath })),
    ),
  fc
    .record({ type: fc.constant("tmpfs" as const), target: path, readOnly: fc.boolean() })
    .chain((tmpfs) =>
      fc
        .tuple(
          maybe("size", fc.oneof(size, fc.integer({ min: 1, max: 2 ** 40 }))),
          maybe("mode", fc.constantFrom("0700", "1777", "755")),
        )
        .map(([bytes, mode]) => ({ ...tmpfs, ...bytes, ...mode })),
    ),
  fc
    .record({
      type: fc.constant("bind" as const),
      source: path,
      target: path,
      readOnly: fc.boolean(),
      createHostPath: fc.boolean(),
    })
    .chain((bind) =>
      fc
        .tuple(
          maybe("trailingSlash", fc.constant(true as const)),
          maybe("selinux", fc.constantFrom("z" as const, "Z" as const)),
          maybe("propagation", fc.constantFrom("rslave" as const, "shared" as const, "private" as const)),
        )
        .map((more) => Object.assign({ ...bind }, ...more)),
    ),
);

const join = (key: string) =>
  fc
    .tuple(
      set(word),
      maybe("driverOpts", map(fc.constantFrom("a.b", "mtu"), tricky)),
      maybe("gwPriority", fc.integer({ min: 1, max: 9 })),
      maybe("longSyntax", fc.constant(true as const)),
    )
    .map(([aliases, ...more]) => Object.assign({ network: key, aliases }, ...more));

const network = fc.oneof(
  fc.constant({ networks: [{ network: "default", aliases: [] }] }),
  fc
    .uniqueArray(fc.constantFrom("back", "default", "front"), { minLength: 1, maxLength: 3 })
    .chain((keys) => fc.tuple(...keys.sort().map(join)))
    .map((networks) => ({ networks: [...networks] })),
  fc
    .constantFrom("host" as const, "none" as const, "bridge" as const, "container:gluetun" as const, { service: "s0" })
    .map((networkMode) => ({ networks: [], networkMode })),
);

const healthcheck = fc.oneof(
  fc.constantFrom("none" as const, "image" as const),
  maybe(
    "test",
    fc.oneof(
      fc.array(modelText, { minLength: 1, maxLength: 3 }).map((words) => ["CMD", ...words]),
      fc.constant(["NONE"]),
    ),
  ).chain((check) =>
    fc
      .tuple(
        maybe("interval", milliseconds),
        maybe("timeout", milliseconds),
        maybe("retries", fc.integer({ min: 1, max: 99 })),
        maybe("startPeriod", milliseconds),
        maybe("startInterval", milliseconds),
      )
      .map((timings) => Object.assign({ ...check }, ...timings)),
  ),
);

const update = fc
  .tuple(
    maybe("parallelism", fc.integer({ min: 0, max: 3 })),
    maybe("delay", fc.oneof(fc.constant(0), milliseconds)),
    maybe("failureAction", fc.constantFrom("rollback", "$X")),
    maybe("monitor", milliseconds),
    maybe("maxFailureRatio", fc.constantFrom(0, 0.1, 0.25)),
    maybe("order", fc.constantFrom("start-first" as const, "stop-first" as const)),
  )
  .map((parts) => Object.assign({}, ...parts))
  .filter((one) => Object.keys(one).length > 0);

const swarm = fc
  .tuple(
    maybe("mode", fc.constant("replicated" as const)),
    maybe("endpointMode", fc.constantFrom("vip", "dnsrr")),
    maybe("labels", map(fc.constantFrom("a", "traefik.http.rule", "1", "x-y"), anyText)),
    maybe("updateConfig", update),
    maybe("rollbackConfig", update),
    maybe("reservedCpus", fc.constantFrom(0.1, 0.25, 2)),
    maybe(
      "restartPolicy",
      fc
        .tuple(
          maybe("delay", fc.oneof(fc.constant(0), milliseconds)),
          maybe("maxAttempts", fc.integer({ min: 0, max: 5 })),
          maybe("window", milliseconds),
        )
        .map((parts) => Object.assign({ condition: "on-failure" as const }, ...parts)),
    ),
    maybe(
      "placement",
      fc
        .tuple(
          maybe("constraints", fc.array(fc.constantFrom("node.role == manager", "$X"), { minLength: 1, maxLength: 2 })),
          maybe("preferences", fc.constant([{ spread: "node.labels.zone" }])),
          maybe("maxReplicasPerNode", fc.integer({ min: 0, max: 2 })),
        )
        .map((parts) => Object.assign({}, ...parts)),
    ),
  )
  .map((parts) => Object.assign({}, ...parts));

const port = fc
  .record({
    target: fc.integer({ min: 1, max: 65535 }),
    hostIp: fc.constantFrom("127.0.0.1", "0.0.0.0", "::", "::1", "192.168.1.7", ""),
    protocol: fc.constantFrom("tcp" as const, "udp" as const),
  })
  .chain((rest) =>
    fc
      .tuple(
        maybe("published", fc.integer({ min: 1, max: 65535 })),
        maybe("name", word),
        maybe("appProtocol", fc.constantFrom("http", "$X")),
        maybe("mode", fc.constant("host" as const)),
      )
      .map((more) => Object.assign({ ...rest }, ...more)),
  );

const plain = fc.record({
  image: fc.constantFrom(
    "docker.io/library/nginx:1.30.4",
    `127.0.0.1:5000/ghcr.io/a/b:1@sha256:${"a".repeat(64)}`,
    "busybox",
  ),
  environment: map(
    fc.oneof(fc.stringMatching(/^[A-Z][A-Z0-9_]{0,9}$/), fc.constantFrom("1", "a.b", "$X", "é")),
    modelText,
  ),
  ports: fc.uniqueArray(port, { maxLength: 3, selector: (one) => JSON.stringify(one) }),
  expose: set(fc.constantFrom("80", "8080", "5000-5010/udp")),
  mounts: fc.uniqueArray(mount, { maxLength: 3, selector: (one) => one.target }),
  tmpfs: map(
    path.map((one) => `/tmpfs${one}`),
    fc.constantFrom("", "size=64m", "size=64m,mode=1777"),
  ),
  groupAdd: set(fc.constantFrom("video", "44", "1000")),
  capAdd: set(fc.constantFrom("CHOWN", "NET_ADMIN", "SETUID")),
  capDrop: set(fc.constant("ALL")),
  securityOpt: set(fc.constantFrom("no-new-privileges:true", "apparmor=unconfined", "label=disable")),
  privileged: fc.boolean(),
  devices: fc.uniqueArray(fc.record({ source: path, target: path, permissions: fc.constantFrom("rwm", "r", "rw") }), {
    maxLength: 2,
    selector: (one) => one.target,
  }),
  deviceCgroupRules: set(fc.constantFrom("c 1:3 mr", "a 7:* rmw")),
  ulimits: map(
    fc.constantFrom("nofile", "nproc", "core"),
    fc.oneof(
      fc.integer({ min: -1, max: 70_000 }),
      fc.integer({ min: -1, max: 70_000 }).map((both) => ({ soft: both, hard: both })),
      fc.record({ soft: fc.integer({ min: 0, max: 1024 }), hard: fc.integer({ min: 0, max: 4096 }) }),
    ),
  ),
  sysctls: map(fc.constantFrom("net.core.somaxconn", "net.ipv4.ip_forward"), fc.constantFrom("1", "1024", "0 1")),
  dns: fc.uniqueArray(fc.constantFrom("1.1.1.1", "fd00::53", "9.9.9.9")),
  dnsSearch: fc.uniqueArray(fc.constantFrom("lan", "home.arpa", ".")),
  dnsOpt: fc.uniqueArray(fc.constantFrom("ndots:1", "use-vc")),
  extraHosts: map(word, fc.constantFrom("10.0.0.1", "fd00::1", "host-gateway")),
  labels: map(fc.oneof(word, fc.constantFrom("traefik.http.rule", "1", "$X")), modelText),
  readOnly: fc.boolean(),
  tty: fc.boolean(),
  stdinOpen: fc.boolean(),
});

const optional = fc
  .tuple(
    maybe("restart", fc.constantFrom("no", "always", "unless-stopped", "on-failure", "on-failure:5")),
    maybe("stopGracePeriod", seconds),
    maybe("init", fc.boolean()),
    maybe("memswapLimit", fc.oneof(size, fc.constant(-1))),
    maybe("command", fc.array(modelText, { maxLength: 3 })),
    maybe("entrypoint", fc.array(modelText, { maxLength: 3 })),
    maybe("stopSignal", fc.constantFrom("SIGINT", "SIGQUIT")),
    maybe("user", fc.constantFrom("1000:1000", "0", "www-data")),
    maybe("shmSize", size),
    maybe("memLimit", size),
    maybe("memReservation", size),
    maybe(
      "cpus",
      fc.oneof(fc.constantFrom(0.1, 0.25, 1, 1.1, 2.5, 10, 16), fc.double({ min: 0.01, max: 64, noNaN: true })),
    ),
    maybe("cpuShares", fc.integer({ min: 0, max: 4096 })),
    maybe("cpuset", fc.constantFrom("0", "0-3", "0,2")),
    maybe(
      "logging",
      fc.record({
        driver: fc.constantFrom("local", "json-file"),
        options: map(fc.constantFrom("max-size", "max-file"), fc.oneof(fc.constantFrom("10m", "3"), modelText)),
      }),
    ),
    maybe("pullPolicy", fc.constantFrom("missing" as const, "always" as const, "never" as const)),
    maybe("platform", fc.constantFrom("linux/amd64", "linux/arm/v7")),
    maybe("pidsLimit", fc.constantFrom(-1, 1, 4096)),
    maybe("replicas", fc.constantFrom(0, 2, 3)),
    maybe("deploySyntax", fc.constant(true as const)),
    maybe("swarm", swarm),
    maybe("hostname", word),
    maybe("domainname", fc.constant("example.com")),
    maybe("workingDir", path),
    maybe("pid", fc.constantFrom("host" as const, { service: "s0" })),
    maybe("ipc", fc.constantFrom("host" as const, "shareable" as const, { service: "s0" })),
    maybe("healthcheck", healthcheck),
    maybe("usernsMode", fc.constant("host" as const)),
    maybe("cgroup", fc.constantFrom("host" as const, "private" as const)),
    maybe("cgroupParent", fc.constantFrom("/media", "media.slice")),
    maybe("runtime", fc.constantFrom("runc", "nvidia")),
    maybe("gpus", fc.constantFrom("all" as const, { driver: "nvidia" as const })),
  )
  .map((fields): Partial<ServiceModel> => Object.assign({}, ...fields))
  // As a build has it.
  .map((one) => (one.swarm?.reservedCpus === undefined ? one : { ...one, deploySyntax: true }));

const files = fc
  .record({
    config: fc.option(fc.tuple(fc.oneof(path, fc.constant("/settings")), delivery), { nil: undefined }),
    secret: fc.option(fc.tuple(fc.oneof(path, fc.constant("/run/secrets/token")), delivery), { nil: undefined }),
  })
  .map(({ config, secret }) => ({
    configs: config === undefined ? [] : [{ config: "settings", target: config[0], ...config[1] }],
    secrets: secret === undefined ? [] : [{ secret: secretNames[0], target: secret[0], ...secret[1] }],
  }));

const service = fc.tuple(plain, optional, network, files).map(([a, b, c, d]) => ({ ...a, ...b, ...c, ...d }));

/** A homelab of one stack of about `count` services; `s0` is plain, so that others can join its namespaces. */
export function generatedStack(count: number): fc.Arbitrary<{ model: HomelabModel; stack: StackModel }> {
  return fc.array(service, { minLength: count, maxLength: count }).map((bodies) => {
    const services = bodies.map((body, index): ServiceModel => {
      const alone =
        index === 0
          ? { networkMode: undefined, pid: undefined, ipc: undefined, networks: [{ network: "default", aliases: [] }] }
          : {};
      const common = {
        path: `${name}/s${index}`,
        key: `s${index}`,
        containerName: `${name}-s${index}-1`,
        dependsOn: [],
        oneShot: false,
        endpoints: [],
        acknowledgements: [],
      };
      return { ...body, ...alone, ...common } as ServiceModel;
    });
    const stack: StackModel = {
      path: name,
      name,
      services,
      networks: ["back", "default", "front"].map((key) => ({
        path: `${name}/${key}`,
        key,
        name: `${name}_${key}`,
        external: false,
        driverOpts: {},
        internal: false,
        attachable: false,
        enableIpv6: false,
        ipam: [],
        labels: {},
      })),
      volumes: ["cache", "d", "data"].map((key) => ({
        path: `${name}/${key}`,
        key,
        class: "data" as const,
        name: `${name}_${key}`,
        external: false,
        driverOpts: {},
        labels: {},
      })),
      configs: [{ path: `${name}/settings`, key: "settings", content: "a = 1\n" }],
      secrets: secretNames.map((one) => ({
        path: `${name}/${one}`,
        key: one === "GENERATED_TOKEN" ? "token" : "password",
        name: one,
        source: { from: "provided" as const, description: "" },
        consumers: [`${name}/s0`],
        file: true,
        renewals: [],
      })),
      acknowledgements: [],
    };
    return { stack, model: { name: "lab", stacks: [stack], routes: [], acknowledgements: [] } };
  });
}
