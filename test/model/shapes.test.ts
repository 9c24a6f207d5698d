import { describe, expect, it } from "vitest";
import * as apps from "../../lib/apps/index.ts";
import {
  ConfigFile,
  Homelab,
  Network,
  Secret,
  Service,
  type ServiceProps,
  Stack,
  Volume,
} from "../../lib/core/index.ts";
import { analyse } from "../../lib/project/analyse.ts";
import { formatProblems } from "../../lib/terminal/problems.ts";

const image = "docker.io/library/nginx:1.30.4";

function scene(props: object = {}) {
  const lab = new Homelab("kite", { domain: "example.com", ...props });
  return { lab, stack: new Stack(lab, "one") };
}

/** The errors of a homelab. */
async function errorsOf(lab: Homelab) {
  const { built, found } = await analyse(lab);
  return [...built, ...found].filter(({ level }) => level === "error");
}

const inService = (props: object) => (stack: Stack) => new Service(stack, "app", { image, ...props } as ServiceProps);
const volume = (stack: Stack) => new Volume(stack, "v", { class: "data" });

/** A misspelt key at each place, with the one that was meant. */
const misspelt: Readonly<Record<string, readonly [write: (stack: Stack, lab: Homelab) => unknown, meant: string]>> = {
  "a stack": [(_, lab) => new Stack(lab, "two", { storge: { bind: "/srv" } } as never), "storage"],
  "a stack's storage": [
    (_, lab) => new Stack(lab, "two", { storage: { bind: "/srv", selinx: "z" } } as never),
    "selinux",
  ],
  "a volume": [(stack) => new Volume(stack, "v", { class: "data", drivr: "local" } as never), "driver"],
  "a volume's storage": [
    (stack) => new Volume(stack, "v", { class: "data", storage: { path: "/srv", selinx: "z" } } as never),
    "selinux",
  ],
  "a network": [(stack) => new Network(stack, "n", { internl: true } as never), "internal"],
  "a network's pool": [
    (stack) =>
      new Network(stack, "n", { ipam: [{ subnet: "10.0.0.0/24", gateway: "10.0.0.1", iprange: "" }] } as never),
    "ipRange",
  ],
  "a config file": [
    (stack) => new ConfigFile(stack, "c", { target: "/c", content: { text: "" }, uuid: 1 } as never),
    "uid",
  ],
  "a config file's content": [
    (stack) =>
      inService({ configs: [new ConfigFile(stack, "c", { target: "/c", content: { txt: "" } as never })] })(stack),
    "text",
  ],
  "a generated secret": [(stack) => Secret.generated(stack, "s", { lenght: 64 } as never), "length"],
  "a provided secret": [(stack) => Secret.provided(stack, "s", { descripton: "x" } as never), "description"],
  "a secret's file": [(stack) => Secret.generated(stack, "s").file({ mod: "0400" } as never), "mode"],
  "a secret's renewal": [
    (stack) => Secret.generated(stack, "s").file({ renewal: { command: ["x"], usr: "x" } } as never),
    "user",
  ],
  "a service": [inService({ enviroment: {} }), "environment"],
  "an override": [(stack) => inService({})(stack).override({ memLimt: "1g" } as never), "memLimit"],
  "a bind mount": [inService({ volumes: [{ bind: "/srv", target: "/host", readonly: true }] }), "readOnly"],
  "a volume's mount": [
    (stack) => inService({ volumes: [{ volume: volume(stack), target: "/v", readonly: true }] })(stack),
    "readOnly",
  ],
  "a port": [inService({ ports: [{ target: 80, published: 80, hostIP: "0.0.0.0" }] }), "hostIp"],
  "a healthcheck": [inService({ healthcheck: { test: ["CMD", "x"], intervall: "1s" } }), "interval"],
  "a ulimit": [inService({ ulimits: { nofile: { soft: 1, hard: 2, hrd: 3 } } }), "hard"],
  "a device": [inService({ devices: [{ source: "/dev/dri", permision: "r" }] }), "permissions"],
  "a dependency": [
    (stack) =>
      inService({ dependsOn: [{ service: new Service(stack, "b", { image }), conditon: "service_started" }] })(stack),
    "condition",
  ],
  "a network's join": [
    (stack) => inService({ networks: [{ network: new Network(stack, "n"), aliasses: ["x"] }] })(stack),
    "aliases",
  ],
  "a shared namespace": [
    (stack) => inService({ networkMode: { service: new Service(stack, "b", { image }), servic: 1 } })(stack),
    "service",
  ],
  logging: [inService({ logging: { driver: "local", option: {} } }), "options"],
  "an endpoint": [(stack) => inService({})(stack).endpoint("a", "tcp", 80, { aftr: () => [] } as never), "after"],
  "a web endpoint": [(stack) => inService({})(stack).web(80, { til: { name: "x" } } as never), "tile"],
  "a tile": [(stack) => inService({})(stack).web(80, { tile: { name: "x", icn: "y" } } as never), "icon"],
};

describe("a key that does not exist", () => {
  it.each(Object.entries(misspelt))("is refused in %s", async (_, [write, meant]) => {
    const { lab, stack } = scene();
    write(stack, lab);
    const unknown = (await errorsOf(lab)).filter(({ code }) => code === "HL003");
    expect(unknown).toHaveLength(1);
    expect(unknown[0]?.source).toMatch(/^test\/model\/shapes\.test\.ts:\d+$/);
    expect(unknown[0]?.exists).toContain(meant);
    expect(formatProblems(unknown, (_, text) => text)).toContain(`did you mean "${meant}"?`);
  });

  it("is refused in the homelab, and in its storage and logging", async () => {
    const { lab } = scene({
      timezon: "UTC",
      storage: { bind: "/srv", selinx: "z" },
      logging: { driver: "x", option: {} },
    });
    const messages = (await errorsOf(lab)).map(({ message }) => message);
    expect(messages).toEqual([
      'there is no property "timezon"',
      'there is no property "selinx" in storage',
      'there is no property "option" in logging',
    ]);
  });

  const database = (stack: Stack) => new apps.Postgres(stack, "db").database("app");
  const pictures = (stack: Stack) =>
    new apps.Postgres(stack, "db", { vectors: true }).database("app", { extensions: apps.Immich.extensions });
  // By name, so that a new component cannot be forgotten.
  const components: Readonly<Record<keyof typeof apps, (stack: Stack, more: object) => unknown>> = {
    AdGuard: (stack, more) => new apps.AdGuard(stack, "app", { dns: { hostIp: "192.168.1.2" }, ...more }),
    Authentik: (stack, more) => new apps.Authentik(stack, "app", { database: database(stack) as never, ...more }),
    CAdvisor: (stack, more) =>
      new apps.CAdvisor(stack, "app", { docker: new apps.SocketProxy(stack, "docker"), ...more }),
    Cloudflared: (stack, more) => new apps.Cloudflared(stack, "app", { token: Secret.provided(stack, "t"), ...more }),
    Dockge: (stack, more) => new apps.Dockge(stack, "app", more),
    Forgejo: (stack, more) => new apps.Forgejo(stack, "app", more),
    Grafana: (stack, more) => new apps.Grafana(stack, "app", more),
    Homepage: (stack, more) => new apps.Homepage(stack, "app", more),
    HomeAssistant: (stack, more) => new apps.HomeAssistant(stack, "app", more),
    Immich: (stack, more) =>
      new apps.Immich(stack, "app", { database: pictures(stack), cache: new apps.Redis(stack, "redis"), ...more }),
    Jellyfin: (stack, more) => new apps.Jellyfin(stack, "app", more),
    LinuxServer: (stack, more) => new apps.LinuxServer(stack, "app", { app: "sonarr", ...more }),
    MariaDB: (stack, more) => new apps.MariaDB(stack, "app", more),
    Microbin: (stack, more) => new apps.Microbin(stack, "app", more),
    Mosquitto: (stack, more) => new apps.Mosquitto(stack, "app", more),
    Nextcloud: (stack, more) => new apps.Nextcloud(stack, "app", { database: database(stack), ...more }),
    Ntfy: (stack, more) => new apps.Ntfy(stack, "app", more),
    Paperless: (stack, more) => new apps.Paperless(stack, "app", { broker: new apps.Redis(stack, "redis"), ...more }),
    Postgres: (stack, more) => new apps.Postgres(stack, "app", more),
    RabbitMQ: (stack, more) => new apps.RabbitMQ(stack, "app", more),
    Redis: (stack, more) => new apps.Redis(stack, "app", more),
    Registry: (stack, more) => new apps.Registry(stack, "app", more),
    NodeExporter: (stack, more) => new apps.NodeExporter(stack, "app", more),
    Prometheus: (stack, more) => new apps.Prometheus(stack, "app", more),
    SocketProxy: (stack, more) => new apps.SocketProxy(stack, "app", more),
    Nginx: (stack, more) => new apps.Nginx(stack, "app", more),
    Portainer: (stack, more) => new apps.Portainer(stack, "app", more),
    StaticSite: (stack, more) => new apps.StaticSite(stack, "app", more),
    Traefik: (stack, more) => new apps.Traefik(stack, "app", more),
    UptimeKuma: (stack, more) => new apps.UptimeKuma(stack, "app", more),
    Valkey: (stack, more) => new apps.Valkey(stack, "app", more),
    Vaultwarden: (stack, more) => new apps.Vaultwarden(stack, "app", more),
    VpnGateway: (stack, more) => new apps.VpnGateway(stack, "app", { provider: "nordvpn", ...more }),
  };

  it.each(Object.entries(components))("is refused by %s", async (_, make) => {
    const { lab, stack } = scene();
    make(stack, { nonsense: 1 });
    expect((await errorsOf(lab)).map(({ code, path, message }) => ({ code, path, message }))).toEqual([
      { code: "HL003", path: "one/app", message: 'there is no property "nonsense"' },
    ]);
  });

  it("is refused in a component's host port", async () => {
    const { lab, stack } = scene();
    new apps.Forgejo(stack, "git", {
      http: { hostPort: 3000, hostip: "::" },
      ssh: { hostPort: 22, domian: "x" },
    } as never);
    expect((await errorsOf(lab)).map(({ message }) => message)).toEqual([
      'there is no property "hostip" in http',
      'there is no property "domian" in ssh',
    ]);
  });
});

describe("a value of the wrong kind", () => {
  it("hides none of the definition's other mistakes", async () => {
    const { lab, stack } = scene({ timezone: 5 });
    const v = volume(stack);
    new Service(stack, "bad", {
      image,
      restart: 5,
      init: "yes",
      ports: [
        { target: 80, published: 8080, protocol: "tcpp" },
        { target: 81, published: 0 },
      ],
      volumes: [
        { volume: v, target: "/v", readOnly: "no" },
        { bind: "srv", target: "/w" },
      ],
      healthcheck: { test: "curl" },
      memLimit: "lots",
      networks: ["back"],
    } as never);
    new Service(stack, "other", { image: "Bad Image", privileged: true });
    new Service(stack, "waits", { image, environment: { A: null as never }, dependsOn: [{ servce: 1 } as never] });
    const errors = await errorsOf(lab);
    expect(errors.map(({ code, path, message }) => `${code} ${path} ${message}`)).toEqual(
      expect.arrayContaining([
        "HL004  timezone is 5, and takes a text",
        expect.stringMatching(/^HL004 one\/bad restart is 5, and takes "no", "always"/),
        'HL004 one/bad init is "yes", and takes true or false',
        'HL070 one/bad ports.0.protocol is "tcpp", which is not among the values that it takes',
        expect.stringMatching(/^HL008 one\/bad/),
        'HL004 one/bad volumes.0.readOnly is "no", and takes true or false',
        expect.stringMatching(/^HL009 one\/bad/),
        'HL004 one/bad healthcheck.test is "curl", and takes a list',
        expect.stringMatching(/^HL007 one\/bad/),
        'HL004 one/bad networks.0 is "back", and takes a Network',
        expect.stringMatching(/^HL005 one\/other/),
        expect.stringMatching(/^HL101 one\/other/),
        expect.stringMatching(/^HL004 one\/waits environment.A is null/),
        'HL003 one/waits there is no property "servce" in dependsOn.0',
        "HL071 one/waits dependsOn.0.service is missing",
      ]),
    );
  });

  it("is not followed by findings about what it would have set", async () => {
    const { lab, stack } = scene();
    const v = volume(stack);
    new Service(stack, "db", { image, volumes: [{ volume: v, target: "/v", readOnly: 1 }], healthcheck: 5 } as never);
    const { built, found } = await analyse(lab);
    expect([...built, ...found].map(({ code }) => code)).toEqual(["HL004", "HL004"]);
  });

  it("of one service leaves the model of the others as it is", async () => {
    const { lab, stack } = scene();
    new Service(stack, "bad", { image, init: 1 } as never);
    new Service(stack, "good", { image, hostname: "good" });
    const { model } = await analyse(lab);
    expect(model.stacks[0]?.services.map(({ key, init, hostname }) => [key, init, hostname])).toEqual([
      ["bad", false, undefined],
      ["good", false, "good"],
    ]);
  });
});

describe("a build", () => {
  it("writes nothing into the tree, whatever it finds", async () => {
    const { lab, stack } = scene();
    const service = new Service(stack, "app", {
      image: "Bad Image",
      init: 1,
      environment: () => {
        service.report({ code: "HL078", message: "it is noted while the model is built", fix: "fix it" });
        return {};
      },
    } as never);
    const first = await analyse(lab);
    expect(first.built.map(({ code }) => code).sort()).toEqual(["HL004", "HL005", "HL078"]);
    expect(lab.problems).toEqual([]);
    expect((await analyse(lab)).built).toEqual(first.built);
  });
});
