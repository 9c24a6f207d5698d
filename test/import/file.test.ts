import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it, onTestFinished } from "vitest";
import { exec } from "../../lib/system/exec.ts";
import { code, file } from "./reading.ts";

const web = { image: "docker.io/library/nginx:1.30.4" };

it("writes a stack as a person would", () => {
  const services = {
    web: {
      ...web,
      container_name: "web",
      depends_on: { db: { condition: "service_healthy", required: true } },
      environment: { DB_HOST: "db", DB_PASSWORD: "canary-of-the-database" },
      networks: { default: null, proxy: { aliases: ["www"] } },
      ports: [{ mode: "ingress", target: 80, published: "8080", protocol: "tcp" }],
      volumes: [
        { type: "volume", source: "files", target: "/files", volume: {} },
        {
          type: "bind",
          source: "/etc/localtime",
          target: "/etc/localtime",
          read_only: true,
          bind: { create_host_path: true },
        },
      ],
    },
    db: {
      image: "docker.io/library/postgres:17.11-trixie",
      environment: { POSTGRES_PASSWORD: "canary-of-the-database" },
      healthcheck: { test: ["CMD", "pg_isready"], interval: "1m0s" },
      networks: { default: null },
      volumes: [{ type: "volume", source: "rows", target: "/var/lib/postgresql/data", volume: {} }],
    },
  };
  const networks = { default: { name: "app_default", ipam: {} }, proxy: { name: "proxy", external: true } };
  const volumes = { files: { name: "app_files" }, rows: { name: "app_rows" } };
  expect(
    file({ services, networks, volumes }),
  ).toBe(`import { type Homelab, Network, Secret, Service, Stack, Volume } from "homelab-stacks";

export function app(lab: Homelab): void {
  const stack = new Stack(lab, "app", { baseline: "docker" });

  const dbPassword = Secret.provided(stack, "db-password");

  const db = new Service(stack, "db", {
    image: "docker.io/library/postgres:17.11-trixie",
    environment: { POSTGRES_PASSWORD: dbPassword },
    volumes: [{ volume: new Volume(stack, "rows", { class: "database" }), target: "/var/lib/postgresql/data" }],
    healthcheck: { test: ["CMD", "pg_isready"], interval: "1m" },
  });

  new Service(stack, "web", {
    image: "docker.io/library/nginx:1.30.4",
    containerName: "web",
    environment: { DB_HOST: "db", DB_PASSWORD: dbPassword },
    ports: [{ target: 80, published: 8080 }],
    volumes: [
      { volume: new Volume(stack, "files", { class: "data" }), target: "/files" },
      { bind: "/etc/localtime", target: "/etc/localtime", readOnly: true },
    ],
    networks: [stack.defaultNetwork, { network: new Network(stack, "proxy", { external: "proxy" }), aliases: ["www"] }],
    dependsOn: [db],
  });
}
`);
});

it("says what a dependency waits for where that is not what follows from it", () => {
  const db = { ...web, healthcheck: { test: ["CMD", "true"] } };
  const waiting = (condition: string) =>
    file({ services: { db, web: { ...web, depends_on: { db: { condition, required: true } } } } });
  expect(waiting("service_started")).toContain('dependsOn: [{ service: db, condition: "service_started" }]');
  expect(waiting("service_healthy")).toContain("dependsOn: [db]");
});

it("orders services by name, but each after those it refers to", () => {
  const services = { a: { ...web, network_mode: "service:z" }, m: web, z: web };
  const text = file({ services });
  const order = [...text.matchAll(/new Service\(stack, "(\w)"/g)].map((match) => match[1]);
  expect(order).toEqual(["z", "a", "m"]);
  expect(text).toContain("networkMode: { service: z }");
});

it("makes one constant of a variable that several places have", () => {
  const service = (name: string) => ({
    ...web,
    environment: { TZ: "Europe/Oslo" },
    volumes: [bind(`/srv/media/${name}`)],
  });
  const bind = (source: string) => ({ type: "bind", source, target: "/data", bind: { create_host_path: true } });
  const before = (name: string) => ({
    ...web,
    environment: { TZ: "${TZ:-Etc/UTC}" },
    volumes: [bind(`\${MEDIA}/${name}`)],
  });
  const text = file(
    { services: { films: service("films"), shows: service("shows") } },
    { services: { films: before("films"), shows: before("shows") } },
  );
  expect(text).toContain('  const media = "/srv/media";\n  const tz = "Europe/Oslo";\n');
  expect(text).toContain('volumes: [{ bind: `${media}/films`, target: "/data" }]');
  expect(text).toContain("environment: { TZ: tz }");
});

it("gives what would have one name in the file another", () => {
  const volumes = { class: { name: "app_class" }, app: { name: "app_app" } };
  const mounts = ["class", "app"].map((source) => ({ type: "volume", source, target: `/${source}`, volume: {} }));
  const text = file({ services: { one: { ...web, volumes: mounts }, two: { ...web, volumes: mounts } }, volumes });
  expect(text).toContain('const classVolume = new Volume(stack, "class"');
  expect(text).toContain('const appVolume = new Volume(stack, "app"');
});

it("is the same, whatever the order in which Compose has it", () => {
  const services = { a: { ...web, environment: { B: "1", A: "2" } }, b: web };
  const turned = { b: web, a: { environment: { A: "2", B: "1" }, ...web } };
  expect(file({ services: turned })).toBe(file({ services }));
});

it("brings texts of every kind through to the definition", () => {
  const environment = {
    BOTH: `it's "quoted"`,
    DOLLAR: "cost $5 ${HOME} `x` \\n",
    DOUBLE: 'say "hi"',
    LINES: "first ${a} `b`\nsecond \\\n",
    UNSEEN: "a\u2028b\u001b[0m\u0085",
  };
  const text = file({ services: { web: { ...web, environment } } });
  const literal = /environment: (\{[\s\S]*?\n {4}\}),\n/.exec(text)?.[1] ?? "";
  expect(new Function(`return ${literal}`)()).toEqual(environment);
  expect(text).not.toMatch(/[\u2028\u001b\u0085]/);
});

it("is formatted as the repository is", { timeout: 60_000 }, async () => {
  const long = (n: number) =>
    Array.from({ length: n }, (_, index) => `--a-rather-long-option-of-a-program-${index}=true`);
  const services = {
    one: { ...web, command: long(1), environment: { A: "x".repeat(120), B: "short", "not.an-identifier": "y" } },
    two: {
      ...web,
      command: long(4),
      labels: { "traefik.enable": "true" },
      configs: [{ source: "conf", target: "/etc/a.conf" }],
    },
    web: {
      ...web,
      ports: [80, 443].map((target) => ({ mode: "ingress", target, published: String(target), protocol: "tcp" })),
      ulimits: { nofile: { soft: 1000, hard: 2000 }, nproc: 65535 },
      depends_on: Object.fromEntries(
        ["one", "two"].map((name) => [name, { condition: "service_started", required: true }]),
      ),
      environment: { URL: "postgres://app:canary%20of%2Fthe-url@db/app" },
    },
  };
  const text = file({ services, configs: { conf: {} } }, {}, { "configs.conf": "first\nsecond\n" });
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), "homelab-format-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, "app.ts"), text);
  const args = ["format", "--config-path", root, "--vcs-enabled=false", "app.ts"];
  await exec(join(root, "node_modules/.bin/biome"), args, { cwd: folder });
  expect(text).toContain("text`postgres://app:${urlPassword.uriEncoded}@db/app`");
});

it("keeps what cannot be said out of one service, by its key, with the reason", () => {
  const services = {
    web: {
      ...web,
      links: ["db"],
      volumes: [
        { type: "image", source: "a:1", target: "/a" },
        { type: "bind", source: "/b", target: "/b" },
      ],
    },
    db: { ...web, uts: "host" },
    "Not.A.Name": web,
  };
  const project = code({ services });
  expect(project.refusals.map(({ service, key }) => `${service} ${key}`).sort()).toEqual([
    "Not.A.Name the service itself",
    "db uts",
    "web links",
    "web volumes.0",
  ]);
  expect(project.refusals.find(({ key }) => key === "links")?.fix).toContain("use an endpoint's reference");
});

it("never takes a word out of a command", () => {
  const project = code({ services: { web: { ...web, command: ["run", "\0", "--now"] } } });
  expect(project.refusals.map(({ key }) => key)).toEqual(["command"]);
});

it("says what stays outside", () => {
  const written = { services: { web: {}, tools: { profiles: ["debug"] } } };
  const { notes } = code({ services: { web: { build: { context: "/srv/app" } } } }, written);
  expect(notes).toEqual([expect.stringContaining("app/web: `build`"), expect.stringMatching(/tools.*profile debug/)]);
});
