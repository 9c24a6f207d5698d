import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import {
  ConfigFile,
  Homelab,
  Network,
  Secret,
  Service,
  type ServiceProps,
  Stack,
  text,
  Volume,
} from "../../../lib/core/index.ts";
import { build } from "../../../lib/model/index.ts";
import { type Layout, renderCompose } from "../../../lib/targets/compose/index.ts";

const image = "docker.io/library/nginx:1.30.4";

function render(homelab: Homelab, layout: Layout = "project") {
  const { model, problems } = build(homelab);
  expect(problems).toEqual([]);
  const files = new Map(renderCompose(model, { layout }).map((file) => [file.path, file.content]));
  const file = (path: string) => {
    const content = files.get(path);
    if (content === undefined) throw new Error(`${path} is not among ${[...files.keys()]}`);
    return content;
  };
  return {
    files,
    file,
    compose: (stack = "web") => parse(file(layout === "single" ? "compose.yaml" : `${stack}/compose.yaml`)),
  };
}

/** The one service of one stack, as it stands in the file. */
function one(props: Partial<ServiceProps>, setUp: (stack: Stack) => Partial<ServiceProps> = () => ({})) {
  const homelab = new Homelab("kite", { logging: "daemon" });
  const stack = new Stack(homelab, "web");
  new Service(stack, "app", { image, ...props, ...setUp(stack) });
  const document = render(homelab).compose();
  return { service: document.services.app, document };
}

describe("a rendered service", () => {
  const cases: [string, Partial<ServiceProps>, object][] = [
    [
      "command and entrypoint",
      { command: ["a b", "$c"], entrypoint: ["/x"] },
      { command: ["a b", "$$c"], entrypoint: ["/x"] },
    ],
    [
      "mounts in the long syntax, where no option is said",
      {
        volumes: [
          { bind: "/srv/a", target: "/a", readOnly: true, longSyntax: true },
          { bind: "/srv/b", target: "/b", selinux: "z", longSyntax: true },
        ],
      },
      { volumes: [{ type: "bind", source: "/srv/a", target: "/a", read_only: true }, "/srv/b:/b:z"] },
    ],
    [
      "ports with their address",
      {
        ports: [
          { target: 80, published: 8080, hostIp: "::1" },
          { target: 53, published: 53, protocol: "udp" },
        ],
      },
      { ports: ["127.0.0.1:53:53/udp", "[::1]:8080:80"] },
    ],
    [
      "several name servers",
      { dns: ["9.9.9.9", "1.1.1.1"], dnsSearch: "lan", dnsOpt: ["ndots:1"] },
      { dns: ["9.9.9.9", "1.1.1.1"], dns_search: "lan", dns_opt: ["ndots:1"] },
    ],
    ["Docker's own bridge", { networkMode: "bridge" }, { network_mode: "bridge" }],
    [
      "when its image is pulled, and for what",
      { pullPolicy: "always", platform: "linux/amd64" },
      { pull_policy: "always", platform: "linux/amd64" },
    ],
    ["a limit of processes", { pidsLimit: 100 }, { pids_limit: 100 }],
    ["any number of processes", { pidsLimit: -1 }, { pids_limit: -1 }],
    ["a size as Compose has it", { memLimit: "1.5g", shmSize: "524288000" }, { mem_limit: "1536m", shm_size: "500m" }],
    [
      "ports without a host port or address",
      {
        ports: [
          { target: 80, hostIp: "" },
          { target: 81, published: 8081, hostIp: "" },
          { target: 82 },
          { target: 83, hostIp: "::1", protocol: "udp" },
        ],
      },
      { ports: ["80", "8081:81", "127.0.0.1::82", "[::1]::83/udp"] },
    ],
    ["a limit of memory and swap", { memLimit: "64m", memswapLimit: "-1" }, { mem_limit: "64m", memswap_limit: -1 }],
    [
      "a bind",
      { volumes: [{ bind: "/srv", target: "/x", readOnly: true, selinux: "Z" }] },
      { volumes: ["/srv:/x:ro,Z"] },
    ],
    [
      "a bind that must exist",
      { volumes: [{ bind: "/srv", target: "/x", createHostPath: false }] },
      { volumes: [{ type: "bind", source: "/srv", target: "/x", bind: { create_host_path: false } }] },
    ],
    ["tmpfs", { tmpfs: { "/tmp": "size=64m,mode=1777", "/run": "" } }, { tmpfs: ["/run", "/tmp:size=64m,mode=1777"] }],
    ["the host's network", { networkMode: "host" }, { network_mode: "host" }],
    [
      "a healthcheck",
      { healthcheck: { test: ["CMD", "x"], interval: "90s", startPeriod: "1m", startInterval: "2s" } },
      {
        healthcheck: {
          test: ["CMD", "x"],
          interval: "1m30s",
          timeout: "30s",
          retries: 3,
          start_period: "1m0s",
          start_interval: "2s",
        },
      },
    ],
    ["no healthcheck", { healthcheck: "none" }, { healthcheck: { disable: true } }],
    ["stop", { stopGracePeriod: "2m", stopSignal: "SIGINT" }, { stop_grace_period: "2m0s", stop_signal: "SIGINT" }],
    [
      "rights",
      { user: "33:33", groupAdd: ["audio"], capAdd: ["CAP_CHOWN", "KILL"], privileged: true, securityOpt: [] },
      { user: "33:33", group_add: ["audio"], cap_add: ["CHOWN", "KILL"], cap_drop: ["ALL"], privileged: true },
    ],
    [
      "devices",
      { devices: [{ source: "/dev/dri" }], deviceCgroupRules: ["c 189:* rmw"] },
      { devices: ["/dev/dri:/dev/dri:rwm"], device_cgroup_rules: ["c 189:* rmw"] },
    ],
    [
      "limits",
      {
        memLimit: "1g",
        memReservation: "512m",
        cpus: 1.5,
        cpuShares: 512,
        cpuset: "0-1",
        shmSize: "128m",
        ulimits: { nofile: 1024, nproc: { soft: 1, hard: 2 } },
      },
      {
        mem_limit: "1g",
        memswap_limit: "2g",
        mem_reservation: "512m",
        cpus: "1.5",
        cpu_shares: 512,
        cpuset: "0-1",
        shm_size: "128m",
        ulimits: { nofile: 1024, nproc: { soft: 1, hard: 2 } },
      },
    ],
    [
      "the kernel",
      { sysctls: { "net.core.somaxconn": 1024 }, init: true, readOnly: true, tty: true, stdinOpen: true },
      { sysctls: { "net.core.somaxconn": "1024" }, init: true, read_only: true, tty: true, stdin_open: true },
    ],
    [
      "names",
      {
        hostname: "h",
        domainname: "d",
        workingDir: "/w",
        extraHosts: { gw: "host-gateway" },
        dns: "9.9.9.9",
        labels: { a: "$b" },
      },
      {
        hostname: "h",
        domainname: "d",
        working_dir: "/w",
        extra_hosts: { gw: "host-gateway" },
        dns: "9.9.9.9",
        labels: { a: "$$b" },
      },
    ],
    [
      "logging",
      { logging: { driver: "journald", options: { tag: "x" } } },
      { logging: { driver: "journald", options: { tag: "x" } } },
    ],
    ["namespaces", { pid: "host", ipc: "shareable" }, { pid: "host", ipc: "shareable" }],
    [
      "what isolates it",
      { usernsMode: "host", cgroup: "private", cgroupParent: "/media", runtime: "runsc", gpus: "all" },
      { userns_mode: "host", cgroup: "private", cgroup_parent: "/media", runtime: "runsc", gpus: "all" },
    ],
    ["restart", { restart: "on-failure:5" }, { restart: "on-failure:5" }],
    ["several containers", { replicas: 3 }, { scale: 3 }],
    [
      "limits in the words of Swarm",
      { replicas: 2, memLimit: "64m", cpus: 0.5, pidsLimit: 9, memReservation: "32m", deploySyntax: true },
      {
        deploy: {
          replicas: 2,
          resources: { limits: { cpus: "0.5", memory: "64m", pids: 9 }, reservations: { memory: "32m" } },
        },
      },
    ],
    [
      "mounts with options",
      {
        volumes: [
          { bind: "/a", target: "/a", readOnly: true, propagation: "rslave" },
          { bind: "/b", target: "/b", createHostPath: false, propagation: "shared" },
          { tmpfs: { size: "64m", mode: "0700" }, target: "/c" },
          { tmpfs: {}, target: "/d" },
        ],
      },
      {
        volumes: [
          "/a:/a:ro,rslave",
          { type: "bind", source: "/b", target: "/b", bind: { create_host_path: false, propagation: "shared" } },
          { type: "tmpfs", target: "/c", tmpfs: { size: "64m", mode: 0o700 } },
          { type: "tmpfs", target: "/d" },
        ],
      },
    ],
    ["no command of the image's", { command: [], healthcheck: {} }, { command: [], healthcheck: { disable: false } }],
    ["no entrypoint of the image's", { entrypoint: [], command: ["a"] }, { entrypoint: [], command: ["a"] }],
    [
      "the image's healthcheck at other times",
      { healthcheck: { interval: "5s" } },
      { healthcheck: { interval: "5s" } },
    ],
    ["the network of a foreign container", { networkMode: "container:vpn" }, { network_mode: "container:vpn" }],
  ];

  it("quotes a word that Compose's reader takes for a mark between brackets", () => {
    const homelab = new Homelab("kite");
    new Service(new Stack(homelab, "web"), "app", { image, command: ["serve", ":9001", "?x"] });
    expect(render(homelab).file("web/compose.yaml")).toContain('command: [ serve, ":9001", "?x" ]');
  });

  it.each(cases)("has %s", (_, props, expected) => expect(one(props).service).toMatchObject(expected));

  it("has a volume, a network and a file of its own name, whichever was made first, and names of their own on the engine", () => {
    const lab = new Homelab("kite");
    const stack = new Stack(lab, "web");
    const volume = new Volume(stack, "app", { class: "data", name: "old-data" });
    const service = new Service(stack, "app", { image });
    const network = new Network(stack, "app", { name: "old-net" });
    const config = new ConfigFile(stack, "app", { target: "/app.conf", content: { text: "a" } });
    service.override({ volumes: [{ volume, target: "/data" }], networks: [network], configs: [config] });
    expect([volume.path, service.path, network.path, config.path]).toEqual(Array(4).fill("web/app"));
    expect(render(lab).compose()).toMatchObject({
      services: { app: { volumes: ["app:/data"], networks: { app: null }, configs: [{ source: "app" }] } },
      networks: { app: { name: "old-net" } },
      volumes: { app: { name: "old-data" } },
    });
  });

  it("has with the baseline `docker` what is written, and nothing else", () => {
    const lab = new Homelab("kite", { baseline: "docker", timezone: "Europe/Oslo" });
    const stack = new Stack(lab, "web");
    const healthcheck = { test: ["CMD", "true"], interval: "10s" };
    new Service(stack, "app", { image, healthcheck, memLimit: "64m", ports: [{ target: 80 }] });
    new Service(stack, "hard", { image, baseline: "hardened", logging: "daemon" });
    const { app, hard } = render(lab).compose().services;
    expect(app).toEqual({
      image,
      healthcheck,
      mem_limit: "64m",
      ports: ["80"],
    });
    expect(hard).toMatchObject({ cap_drop: ["ALL"], restart: "unless-stopped", environment: { TZ: "Europe/Oslo" } });
  });

  it("keeps with the baseline `docker` the order of its lists, which Compose tells changes by", () => {
    const lists: Partial<ServiceProps> = {
      ports: [443, 80].map((port) => ({ target: port, published: port })),
      volumes: ["/z", "/a"].map((folder) => ({ bind: folder, target: folder })),
      capAdd: ["SYS_TIME", "CHOWN"],
      tmpfs: { "/z": "", "/a": "" },
    };
    expect(one({ ...lists, baseline: "docker" }).service).toEqual({
      ...{ image, ports: ["443:443", "80:80"], volumes: ["/z:/z", "/a:/a"] },
      ...{ cap_add: ["SYS_TIME", "CHOWN"], tmpfs: ["/z", "/a"] },
    });
  });

  it("mounts the host's root as everything else is mounted, so that a missing folder would be made", () => {
    expect(one({ volumes: [{ bind: "/", target: "/host" }] }).service.volumes).toEqual(["/:/host"]);
  });

  it("leaves to Compose what it has start after the owner of a namespace", () => {
    const lab = new Homelab("kite");
    const stack = new Stack(lab, "web");
    const healthcheck = { test: ["CMD", "true"] };
    const owner = new Service(stack, "owner", { image, healthcheck });
    new Service(stack, "app", { image, networkMode: { service: owner } });
    new Service(stack, "late", { image, networkMode: { service: owner }, dependsOn: [owner] });
    const { app, late } = render(lab).compose().services;
    expect(app).not.toHaveProperty("depends_on");
    expect(late.depends_on).toEqual({ owner: { condition: "service_healthy" } });
  });

  it("says nothing about its network where that is its stack's alone", () => {
    const { service, document } = one({});
    expect(service).not.toHaveProperty("networks");
    expect(document).not.toHaveProperty("networks");
  });

  it("joins networks with aliases and static addresses", () => {
    const { service, document } = one({}, (stack) => {
      const back = new Network(stack, "back", {
        internal: true,
        ipam: [{ subnet: "172.30.0.0/24", gateway: "172.30.0.1" }],
      });
      return { networks: [stack.defaultNetwork, { network: back, aliases: ["api"], ipv4Address: "172.30.0.5" }] };
    });
    expect(service.networks).toEqual({ back: { aliases: ["api"], ipv4_address: "172.30.0.5" }, default: null });
    expect(document.networks).toEqual({
      back: { internal: true, ipam: { config: [{ subnet: "172.30.0.0/24", gateway: "172.30.0.1" }] } },
    });
  });

  it("waits with all three conditions", () => {
    const { service } = one({}, (stack) => ({
      dependsOn: [
        new Service(stack, "a", { image }),
        new Service(stack, "b", { image, healthcheck: { test: ["CMD", "x"] } }),
        new Service(stack, "c", { image, oneShot: true }),
      ],
    }));
    expect(service.depends_on).toEqual({
      a: { condition: "service_started" },
      b: { condition: "service_healthy" },
      c: { condition: "service_completed_successfully" },
    });
  });

  it("gets secrets from the environment as files, with owner and mode", () => {
    const { service, document } = one({}, (stack) => {
      const token = Secret.generated(stack, "token");
      return { environment: { TOKEN_FILE: token.file({ uid: 33, gid: 33, mode: "0400" }), PLAIN: token } };
    });
    expect(service.secrets).toEqual([{ source: "token", uid: "33", gid: "33", mode: 0o400 }]);
    expect(service.environment).toMatchObject({
      TOKEN_FILE: "/run/secrets/token",
      PLAIN: "${WEB_TOKEN:?see .env.example}",
    });
    expect(document.secrets).toEqual({ token: { environment: "${WEB_TOKEN:+WEB_TOKEN}" } });
  });

  it("gets files by content, their secrets left to `.env`", () => {
    const { service, document } = one({}, (stack) => {
      const content = { text: text`pass ${Secret.generated(stack, "token")} costs $5` };
      return { configs: [new ConfigFile(stack, "conf", { target: "/etc/app.conf", content, mode: "0640", uid: 33 })] };
    });
    expect(service.configs).toEqual([{ source: "conf", target: "/etc/app.conf", uid: "33", mode: 0o640 }]);
    expect(document.configs).toEqual({
      conf: { content: "pass ${WEB_TOKEN:?see .env.example} costs $$5" },
    });
  });

  it("says under which reason a finding was acknowledged, on one line", () => {
    const homelab = new Homelab("kite");
    new Service(new Stack(homelab, "web"), "app", { image }).acknowledge("HL101", "it\nis: #fine");
    expect(render(homelab).file("web/compose.yaml")).toContain("  # Acknowledged HL101: it is: #fine\n  app:");
  });

  it("says at its top what is acknowledged for the stack, for the homelab, and for what is no service", () => {
    const homelab = new Homelab("kite").acknowledge("HL101", "everywhere");
    const stack = new Stack(homelab, "web").acknowledge("HL102", "in this stack");
    const volume = new Volume(stack, "data", { class: "data" }).acknowledge("HL103", "on this volume");
    new Service(stack, "app", { image, volumes: [{ volume, target: "/data" }] });
    const head = render(homelab).file("web/compose.yaml").split("\n\n")[0];
    expect(head).toContain("\n# Acknowledged HL101: everywhere");
    expect(head).toContain("\n# Acknowledged HL102: in this stack");
    expect(head).toContain("\n# Acknowledged HL103 for web/data: on this volume");
  });
});

describe("a rendered stack", () => {
  const homelab = new Homelab("kite", { domain: "example.com" });
  const stack = new Stack(homelab, "web");
  const token = Secret.provided(stack, "token", { description: "from the\nprovider" });
  const app = new Service(stack, "app", {
    image,
    volumes: [{ volume: new Volume(stack, "data", { class: "data" }), target: "/data" }],
    environment: { TOKEN_FILE: token.file(), URL: text`https://u:${token.uriEncoded}@h` },
  });
  const edge = new Service(new Stack(homelab, "edge"), "tunnel", { image });
  app.web(80).addRoute("www", edge);
  const { file, files } = render(homelab);

  it("is a folder with a compose file, an example of its `.env`, and a `.gitignore` for it", () => {
    expect([...files.keys()].sort()).toEqual(
      ["edge", "web"].flatMap((name) => [`${name}/.env.example`, `${name}/.gitignore`, `${name}/compose.yaml`]),
    );
    expect(file("web/.gitignore")).toBe(".env\n");
  });

  it("names its source and the command that made it", () => {
    expect(file("web/compose.yaml").split("\n", 2).join(" ")).toMatch(/stacks\/homelab\.ts.*npx homelab render/);
  });

  it("lists every variable of its `.env`, with what it is for and without a value", () => {
    expect(file("web/.env.example")).toContain(
      "# web/token: provided: from the provider; used by web/app\nWEB_TOKEN=\n",
    );
    expect(file("web/.env.example")).toContain("WEB_TOKEN_URI=\n");
    expect(file("edge/.env.example")).toContain("needs no .env");
  });

  it("has another project's network for its default one", () => {
    const { document } = one({}, (stack) => {
      new Network(stack, "default", { external: "proxy" });
      return {};
    });
    expect(document.networks).toEqual({ default: { name: "proxy", external: true } });
  });

  it("shares one network, which the ingress' stack makes and the others name external", () => {
    expect(parse(file("edge/compose.yaml")).networks).toEqual({ kite: { name: "kite" } });
    expect(parse(file("web/compose.yaml")).networks).toEqual({ kite: { name: "kite", external: true } });
    expect(parse(file("web/compose.yaml")).services.app.networks).toEqual({ default: null, kite: null });
  });
});

describe("one file for all", () => {
  const homelab = new Homelab("kite", { domain: "example.com" });
  const [a, b] = [new Stack(homelab, "a"), new Stack(homelab, "b")];
  const volume = new Volume(a, "media", { class: "media" });
  const server = new Service(a, "a", {
    image,
    volumes: [{ volume, target: "/media" }],
    environment: { T: Secret.generated(a, "t").file() },
  });
  new Service(b, "app", {
    image,
    volumes: [{ volume, target: "/media" }],
    environment: { URL: server.endpoint("api", "http", 80).url },
  });
  const document = render(homelab, "single").compose();

  it("carries the stacks' names in its keys, and can wait across stacks", () => {
    expect(document.name).toBe("kite");
    expect(Object.keys(document.services)).toEqual(["a", "b-app"]);
    expect(document.services["b-app"].depends_on).toEqual({ a: { condition: "service_started" } });
  });

  it("keeps the names that containers call each other by, and each stack's network apart", () => {
    expect(document.services["b-app"].networks).toEqual({ b: { aliases: ["app"] }, kite: { aliases: ["app"] } });
    expect(document.networks).toEqual({ a: {}, b: {}, kite: { name: "kite" } });
  });

  it("finds the volumes of the other layout again", () => {
    expect(document.volumes).toEqual({ "a-media": { name: "a_media" } });
    expect(document.services["b-app"].volumes).toEqual(["a-media:/media"]);
  });

  it("delivers secrets where the other layout does", () => {
    expect(document.services.a.secrets).toEqual([{ source: "a-t", target: "/run/secrets/t" }]);
  });

  it("is refused where two services would come to one name", () => {
    const clash = new Homelab("kite");
    new Service(new Stack(clash, "x"), "y-z", { image });
    new Service(new Stack(clash, "x-y"), "z", { image });
    expect(() => render(clash, "single")).toThrow('both be called "x-y-z"');
  });
});
