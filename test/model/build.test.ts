import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
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
} from "../../lib/core/index.ts";
import { build } from "../../lib/model/index.ts";

const image = "docker.io/library/nginx:1.30.4";

/** Builds one service in one stack. */
function one(props: Partial<ServiceProps>, setUp: (stack: Stack) => Partial<ServiceProps> = () => ({})) {
  const homelab = new Homelab("kite", { domain: "example.com" });
  const stack = new Stack(homelab, "web");
  new Service(stack, "app", { image, ...props, ...setUp(stack) });
  const { model, problems } = build(homelab);
  return { service: model.stacks[0]?.services.find((service) => service.key === "app"), problems, model };
}

describe("the model", () => {
  it("is frozen to its leaves", () => {
    const { model } = one({ ports: [{ target: 80, published: 8080 }] });
    expect(Object.isFrozen(model.stacks[0]?.services[0]?.ports[0])).toBe(true);
  });

  it("is the same whatever the order a definition is written in", () => {
    const write = (reversed: boolean) => {
      const homelab = new Homelab("kite", { domain: "example.com" });
      const [a, b] = reversed
        ? [new Stack(homelab, "b"), new Stack(homelab, "a")].reverse()
        : [new Stack(homelab, "a"), new Stack(homelab, "b")];
      if (!a || !b) throw new Error("two stacks");
      const steps = [
        () => new Service(a, "x", { image, environment: { B: "1", A: "2" }, capAdd: ["KILL", "CHOWN"] }),
        () => new Service(a, "y", { image, environment: { A: "2", B: "1" }, capAdd: ["CHOWN", "KILL"] }),
        () => new Service(b, "z", { image }).web(80).addRoute("www", new Service(b, "tunnel", { image })),
      ];
      for (const step of reversed ? steps.reverse() : steps) step();
      return JSON.stringify(build(homelab).model);
    };
    expect(write(true)).toBe(write(false));
  });

  it("hardens every service unless told otherwise", () => {
    expect(one({}).service).toMatchObject({
      capDrop: ["ALL"],
      securityOpt: ["no-new-privileges:true"],
      restart: "unless-stopped",
      logging: { driver: "local", options: { "max-file": "3", "max-size": "10m" } },
      ports: [],
      expose: [],
    });
  });

  it("publishes a port on the host alone unless an address is given", () => {
    const { service } = one({
      ports: [
        { target: 80, published: 8080 },
        { target: 81, published: 81, hostIp: "0.0.0.0" },
      ],
    });
    expect(service?.ports.map((port) => port.hostIp)).toEqual(["127.0.0.1", "0.0.0.0"]);
  });

  it("lays volumes where the volume says, else the stack, else the homelab", () => {
    const homelab = new Homelab("kite", { storage: { bind: "/srv/lab/", selinux: "z" } });
    const mount = (stack: Stack, storage?: "named") => {
      const volume = new Volume(stack, "data", { class: "data", ...(storage && { storage }) });
      new Service(stack, "app", { image, volumes: [{ volume, target: "/data" }] });
    };
    mount(new Stack(homelab, "a"));
    mount(new Stack(homelab, "b", { storage: { bind: "/mnt" } }));
    mount(new Stack(homelab, "c", { storage: { bind: "/mnt" } }), "named");
    expect(build(homelab).model.stacks.map((stack) => stack.services[0]?.mounts[0])).toMatchObject([
      { type: "bind", source: "/srv/lab/a/data", selinux: "z" },
      { type: "bind", source: "/mnt/b/data" },
      { type: "volume", source: "data" },
    ]);
  });

  it("refuses a volume that only another stack mounts, since nothing would make it", () => {
    const homelab = new Homelab("kite");
    const volume = new Volume(new Stack(homelab, "a"), "media", { class: "media" });
    new Service(new Stack(homelab, "b"), "app", { image, volumes: [{ volume, target: "/media" }] });
    expect(build(homelab).problems).toMatchObject([{ code: "HL051", level: "error", path: "a/media" }]);
  });

  it("merges overrides last, maps key by key", () => {
    const { service } = one({}, (stack) => {
      new Service(stack, "other", { image, environment: { A: "1", B: "2" }, labels: { x: "1" } }).override({
        environment: { B: "3" },
        labels: { y: "2" },
        memLimit: "64m",
      });
      return {};
    });
    expect(service).toBeDefined();
    const homelab = new Homelab("kite");
    const other = new Service(new Stack(homelab, "web"), "other", {
      image,
      environment: { A: "1", B: "2" },
      labels: { x: "1" },
    });
    other.override({ environment: { B: "3" }, labels: { y: "2" } }).override({ memLimit: "64m" });
    expect(build(homelab).model.stacks[0]?.services[0]).toMatchObject({
      environment: { A: "1", B: "3" },
      labels: { x: "1", y: "2" },
      memLimit: 64 * 2 ** 20,
    });
  });
});

describe("references", () => {
  it("give the start order, until healthy where there is a healthcheck", () => {
    const { service } = one({}, (stack) => {
      const database = new Service(stack, "db", { image, healthcheck: { test: ["CMD", "true"] } }).endpoint(
        "sql",
        "postgres",
        5432,
      );
      const queue = new Service(stack, "queue", { image }).endpoint("mq", "tcp", 5672);
      return { environment: { DATABASE: text`postgres://${database.address}/app`, QUEUE: queue.host } };
    });
    expect(service?.environment).toMatchObject({ DATABASE: "postgres://db:5432/app", QUEUE: "queue" });
    expect(service?.dependsOn).toEqual([
      { stack: "web", service: "db", condition: "service_healthy" },
      { stack: "web", service: "queue", condition: "service_started" },
    ]);
  });

  it("to another stack share a network that the databases are not on", () => {
    const homelab = new Homelab("kite");
    const [a, b] = [new Stack(homelab, "a"), new Stack(homelab, "b")];
    const api = new Service(a, "api", { image });
    new Service(a, "db", { image });
    new Service(b, "app", { image, environment: { API: api.endpoint("api", "http", 80).url } });
    const { model, problems } = build(homelab);
    const joined = model.stacks.flatMap((stack) =>
      stack.services.map((service) => [service.key, service.networks.map((join) => join.network)]),
    );
    expect(problems).toEqual([]);
    expect(joined).toEqual([
      ["api", ["default", "kite"]],
      ["db", ["default"]],
      ["app", ["default", "kite"]],
    ]);
    expect(model.stacks.map((stack) => stack.networks.find((network) => network.key === "kite")?.external)).toEqual([
      false,
      true,
    ]);
  });

  it("to another stack's database are refused", () => {
    const homelab = new Homelab("kite");
    const database = new Service(new Stack(homelab, "a"), "db", { image }).endpoint("sql", "postgres", 5432);
    new Service(new Stack(homelab, "b"), "app", { image, environment: { HOST: database.host } });
    expect(build(homelab).problems).toMatchObject([{ code: "HL022", path: "b/app" }]);
  });

  it("that no network carries are refused", () => {
    const { problems } = one({ networkMode: "host" }, (stack) => ({
      environment: { API: new Service(stack, "api", { image }).endpoint("api", "http", 80).url },
    }));
    expect(problems).toMatchObject([{ code: "HL022", path: "web/app" }]);
  });

  it("through another service's network name that service", () => {
    const { service, problems } = one({}, (stack) => {
      const vpn = new Service(stack, "vpn", { image });
      const torrent = new Service(stack, "torrent", { image, networkMode: { service: vpn } });
      return { environment: { URL: torrent.endpoint("web", "http", 8080).url } };
    });
    expect(problems).toEqual([]);
    expect(service?.environment["URL"]).toBe("http://vpn:8080");
  });

  it("to a service on another's network lead by the ports of that one", () => {
    const homelab = new Homelab("kite");
    const stack = new Stack(homelab, "web");
    const owner = new Service(stack, "owner", { image, ports: [{ target: 81, published: 8081 }] });
    const app = new Service(stack, "app", {
      image,
      ports: [{ target: 80, published: 8080 }],
      networkMode: { service: owner },
    });
    app.override({ ports: [{ target: 80, published: 8090, hostIp: "192.168.1.2" }] });
    const [mine, theirs] = build(homelab).model.stacks[0]?.services ?? [];
    expect(mine).toMatchObject({ key: "app", ports: [] });
    expect(theirs).toMatchObject({
      key: "owner",
      ports: [
        { target: 80, published: 8090, hostIp: "192.168.1.2" },
        { target: 81, published: 8081, hostIp: "127.0.0.1" },
      ],
    });
  });

  it("in a circle are told as one", () => {
    const homelab = new Homelab("kite");
    const stack = new Stack(homelab, "web");
    const a: Service = new Service(stack, "a", { image, environment: () => ({ B: b.endpoint("b", "http", 80).url }) });
    const b: Service = new Service(stack, "b", { image, environment: () => ({ A: a.endpoint("a", "http", 80).url }) });
    expect(build(homelab).problems).toMatchObject([
      { code: "HL010", path: "web/a", message: "the start order is a circle: web/a -> web/b -> web/a" },
    ]);
  });

  it("that need not wait make no circle", () => {
    const homelab = new Homelab("kite");
    const stack = new Stack(homelab, "web");
    const a: Service = new Service(stack, "a", { image, environment: () => ({ B: b.endpoint("b", "http", 80).url }) });
    const b: Service = new Service(stack, "b", {
      image,
      environment: () => ({ A: a.endpoint("a", "http", 80).unorderedUrl }),
    });
    expect(build(homelab).problems).toEqual([]);
  });
});

describe("secrets", () => {
  it("stand in the model by name, whole or as parts of a text", () => {
    const { service, model } = one({}, (stack) => {
      const token = Secret.generated(stack, "token");
      return { environment: { TOKEN_FILE: token.file({ uid: 33, mode: "0400" }), URL: text`redis://:${token}@cache` } };
    });
    expect(service?.environment).toMatchObject({
      TOKEN_FILE: "/run/secrets/token",
      URL: ["redis://:", { secret: "WEB_TOKEN", encode: "none" }, "@cache"],
    });
    expect(service?.secrets).toEqual([{ secret: "WEB_TOKEN", target: "/run/secrets/token", mode: "0400", uid: 33 }]);
    expect(model.stacks[0]?.secrets).toMatchObject([
      { name: "WEB_TOKEN", key: "token", consumers: ["web/app"], file: true },
    ]);
  });

  it("stand as references wherever a text may hold one, and are the stack's", () => {
    const { service, model } = one({}, (stack) => {
      const token = Secret.generated(stack, "token");
      const volume = new Volume(stack, "share", { class: "media", driverOpts: { o: text`user=a,password=${token}` } });
      return {
        command: ["run", text`--token=${token}`],
        entrypoint: ["env", token],
        healthcheck: { test: ["CMD", "ask", token] },
        logging: { driver: "splunk", options: { "splunk-token": token } },
        volumes: [{ volume, target: "/share" }],
      };
    });
    const part = { secret: "WEB_TOKEN", encode: "none" };
    expect(service).toMatchObject({
      command: ["run", ["--token=", part]],
      entrypoint: ["env", [part]],
      healthcheck: { test: ["CMD", "ask", [part]] },
      logging: { options: { "splunk-token": [part] } },
    });
    const [stack] = model.stacks;
    expect(stack?.volumes).toMatchObject([{ driverOpts: { o: ["user=a,password=", part] } }]);
    expect(stack?.secrets).toMatchObject([{ name: "WEB_TOKEN", consumers: ["web/app"], file: false }]);
  });

  it("that somebody else issues are refused inside structured files, whose syntax they could break", () => {
    const content = (stack: Stack) => ({ yaml: { token: Secret.provided(stack, "token") } });
    const { problems } = one({}, (stack) => ({
      configs: [new ConfigFile(stack, "conf", { target: "/c", content: content(stack) })],
    }));
    expect(problems).toMatchObject([{ code: "HL017" }]);
  });
});

/** A template of the user's own. */
function templateOf(text: string): URL {
  const file = join(mkdtempSync(join(tmpdir(), "template-")), "app.conf");
  writeFileSync(file, text);
  onTestFinished(() => rmSync(dirname(file), { recursive: true }));
  return pathToFileURL(file);
}

describe("config files", () => {
  const rendered = (content: ConstructorParameters<typeof ConfigFile>[2]["content"]) => {
    const { model, problems } = one({}, (stack) => ({
      configs: [new ConfigFile(stack, "conf", { target: "/c", content })],
    }));
    return { content: model.stacks[0]?.configs[0]?.content, problems };
  };

  it.each([
    ["yaml", { yaml: { b: [1, "yes"], a: undefined } }, 'b:\n  - 1\n  - "yes"\n'],
    ["json", { json: { b: [1] } }, '{\n  "b": [\n    1\n  ]\n}\n'],
    ["toml", { toml: { a: { b: "c" } } }, '[a]\nb = "c"\n'],
    ["ini", { ini: { "": { top: 1 }, a: { b: "c d" } } }, "top = 1\n\n[a]\nb = c d\n"],
    ["env", { env: { A: "1", B: undefined } }, "A=1\n"],
    ["text", { text: "as it is" }, "as it is"],
  ] as const)("are written as %s", (_, content, expected) => {
    const result = rendered(content);
    expect(result.problems).toEqual([]);
    expect((result.content as string).trim()).toBe(expected.trim());
  });

  it("change a label of the service when they change", () => {
    const label = (body: string) =>
      one({}, (stack) => ({ configs: [new ConfigFile(stack, "conf", { target: "/c", content: { text: body } })] }))
        .service?.labels;
    expect(label("a")).toEqual(label("a"));
    expect(label("a")).not.toEqual(label("b"));
  });

  it("from a template that is missing are refused", () => {
    expect(rendered({ template: "no-such.conf", values: {} }).problems).toMatchObject([{ code: "HL015" }]);
  });

  it("from a template have each placeholder replaced", () => {
    const template = templateOf("listen {{ port }};\nserver_name {{host}}; # {{not a placeholder}}\n");
    const { content, problems } = rendered({ template, values: { port: 80, host: "a" } });
    expect(problems).toEqual([]);
    expect(content).toBe("listen 80;\nserver_name a; # {{not a placeholder}}\n");
  });

  it("from a template with a placeholder that has no value, or a value that has no placeholder, are refused by name", () => {
    const { problems } = rendered({ template: templateOf("{{port}} {{host}}"), values: { port: 80, hots: "a" } });
    expect(problems).toMatchObject([
      { code: "HL015", path: "web/conf", message: expect.stringContaining("{{host}}"), exists: ["hots", "port"] },
      { code: "HL015", path: "web/conf", message: expect.stringContaining('"hots"'), exists: ["host", "port"] },
    ]);
  });
});

describe("a value that is wrong", () => {
  const moded = (stack: Stack, mode: string): Partial<ServiceProps> => ({
    environment: { TOKEN_FILE: Secret.generated(stack, "token").file({ mode }) },
  });
  const cases: [string, Partial<ServiceProps>, string][] = [
    ["an image", { image: "Bad Image" }, "HL005"],
    ["a port of 0", { ports: [{ target: 0, published: 80 }] }, "HL008"],
    ["a port of 70000", { ports: [{ target: 80, published: 70000 }] }, "HL008"],
    ["a port's address", { ports: [{ target: 80, published: 80, hostIp: "localhost" }] }, "HL008"],
    ["a duration", { healthcheck: { test: ["CMD", "x"], interval: "30 seconds" } }, "HL006"],
    ["a stop grace of half a second", { stopGracePeriod: "500ms" }, "HL006"],
    ["a size", { memLimit: "lots" }, "HL007"],
    ["a size that is no whole MiB", { memLimit: "1000k" }, "HL007"],
    ["a relative bind path", { volumes: [{ bind: "./data", target: "/data" }] }, "HL009"],
    ["a bind path with .. in it", { volumes: [{ bind: "/srv/../etc", target: "/data" }] }, "HL009"],
    ["a relative target", { volumes: [{ bind: "/data", target: "data" }] }, "HL009"],
    ["a tmpfs folder that is no path", { tmpfs: { "/tmp:exec": "" } }, "HL009"],
    ["a device's target", { devices: [{ source: "/dev/dri", target: "/dev/x:rwm" }] }, "HL009"],
    ["a device's permissions", { devices: [{ source: "/dev/dri", permissions: "rwx" }] }, "HL075"],
    ["a healthcheck without CMD", { healthcheck: { test: ["curl"] } }, "HL019"],
    ["nothing to run", { entrypoint: [] }, "HL070"],
    ["a variable's name", { environment: { "A B": "x" } }, "HL074"],
    ["a key of Compose's that cannot be carried", { memSwappiness: 5 } as Partial<ServiceProps>, "HL003"],
    ["a key that nobody knows", { imgae: "x" } as Partial<ServiceProps>, "HL003"],
    ["a null", { environment: { A: null as unknown as string } }, "HL004"],
    ["a restart policy", { restart: "sometimes" as "no" }, "HL070"],
  ];

  it.each(cases)("%s is told with its path and fix", (_, props, code) => {
    const { problems } = one(props);
    expect(problems).toMatchObject([{ code, path: "web/app", level: "error" }]);
    expect(problems[0]?.source).toMatch(/build\.test\.ts:\d+$/);
    expect(problems[0]?.fix).toBeTruthy();
  });

  it.each([
    [
      "a network that Docker does not make",
      (stack: Stack) => ({ networks: [new Network(stack, "n", { driver: "none" })] }),
      '`networkMode: "none"`',
    ],
    ["a way to pull that only Compose has", { pullPolicy: "daily" as "missing" }, "say `always`"],
    ["a platform", { platform: "arm64" }, "`linux/amd64`"],
    ["four octal digits with the setuid bit", (stack: Stack) => moded(stack, "4755"), "`0` and three octal digits"],
    ["three octal digits", (stack: Stack) => moded(stack, "644"), "`0` and three octal digits"],
    ["a size that is no whole MiB", { memLimit: "1.5k" }, "in whole MiB"],
    ["an absolute path with a colon", { tmpfs: { "/tmp:exec": "" } }, "without a colon"],
  ])("%s is told what it lacks, though it is nearly right", (_, props, fix) => {
    const { problems } = typeof props === "function" ? one({}, props) : one(props);
    const place = { path: expect.stringMatching(/^web\/(app|n)$/), level: "error" };
    expect(problems).toMatchObject([{ ...place, fix: expect.stringContaining(fix) }]);
  });

  it("says why a key of Compose's cannot be carried, and what to use instead", () => {
    expect(one({ links: ["db"] } as Partial<ServiceProps>).problems[0]?.fix).toContain("an endpoint's reference");
  });

  it.each([
    ["www.elsewhere.org", "lies in no domain"],
    ["WWW", "not a hostname"],
    ["a b", "not a hostname"],
  ])("the route host %j is refused with the domains that exist", (host, message) => {
    const homelab = new Homelab("kite", { domain: "example.com" });
    const service = new Service(new Stack(homelab, "web"), "app", { image });
    service.web(80).addRoute(host, service);
    const [problem] = build(homelab).problems;
    expect(problem).toMatchObject({ code: "HL011", exists: ["example.com"] });
    expect(problem?.message).toContain(message);
  });

  it("a network that is external is not the stack's own", () => {
    const { model } = one({}, (stack) => ({ networks: [new Network(stack, "proxy", { external: "traefik" })] }));
    expect(model.stacks[0]?.networks).toMatchObject([{ key: "proxy", name: "traefik", external: true }]);
  });
});
