import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exec } from "../../lib/system/exec.ts";
import { busybox } from "./busybox.ts";
import { engine, waitFor } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";
import { describeStandIns, IMAGES } from "./standins.ts";

// What apps keep of an earlier definition, against a changed one: the cache and sign-on go, a port comes, an upgrade fails.

const stacks = ["changes"] as const;
const [cloud, git] = ["changes-nextcloud-1", "changes-forgejo-1"];
const port = 18183;
const gitPort = 18184;

let project: PulumiProject;

/** The homelab with these properties of Nextcloud, and more lines at its end. */
async function definition(properties: string, more = "", route = ""): Promise<string> {
  return `
import { Cloudflared, Forgejo, Homelab, Nextcloud, Portainer, Postgres, Redis, Secret, Service, Stack } from "homelab-stacks";
const lab = new Homelab("changes", { domain: "example.com"${engine.mirror === undefined ? "" : `, mirror: "${engine.mirror}"`} });
const stack = new Stack(lab, "changes");
const proxy = new Service(stack, "proxy", { image: "${(await busybox()).replace(`${engine.mirror}/`, "")}", command: ["sleep", "3600"] });
const database = new Postgres(stack, "postgres").database("cloud");
const cloud = new Nextcloud(stack, "nextcloud", { database, ${properties} });
cloud.web.addRoute("cloud", proxy, {${route}});
const git = new Forgejo(stack, "forgejo", { http: { hostPort: ${gitPort} } });
git.web.addRoute("git", proxy, {${route}});
new Portainer(stack, "portainer").web.addRoute("docker", proxy, {${route}});
${more}
for (const service of lab.node.findAll().filter((one) => one instanceof Service)) {
  const { healthcheck } = service.effectiveProps;
  service.override({
    stopGracePeriod: "2s",
    ...(typeof healthcheck === "object" && { healthcheck: { ...healthcheck, interval: "1s", startPeriod: "20s" } }),
  });
}
export default lab;
`;
}

beforeAll(async () => {
  await engine.images([
    IMAGES.nextcloud,
    IMAGES.nextcloud33,
    IMAGES.postgres,
    IMAGES.forgejo,
    IMAGES.portainer,
    "docker.io/library/redis:8.10.1",
    IMAGES.cloudflared,
  ]);
  const withCache = `cache: new Redis(stack, "redis"), trustedDomains: ["old.lan"], trustedProxies: ["10.9.0.0/16"]`;
  project = await PulumiProject.create(await definition(withCache, older, signOn), stacks);
});

afterAll(() => project?.dispose());

const older = `cloud.service.override({ image: "${IMAGES.nextcloud33}" }); cloud.cron.override({ image: "${IMAGES.nextcloud33}" });`;
/** An identity provider that there is nowhere. */
const signOn = `
  auth: {
    kind: "sign-on",
    groups: ["family"],
    provider: {
      web: proxy.endpoints[0] ?? proxy.web(8080),
      guard() {},
      client: ({ service }) => {
        const secret = (service.clientSecret ??= Secret.generated(service, "client-secret", { length: 64 }));
        const at = (path) => "https://auth.nowhere.invalid/" + path + "/";
        const endpoints = { authorization: at("authorize"), token: at("token"), userinfo: at("userinfo") };
        return { id: service.path, secret, issuer: at("issuer"), endpoints };
      },
    },
  },
`;
const published = `http: { hostPort: ${port} }`;

async function up(): Promise<void> {
  const { code, stdout, stderr } = await project.tryHomelab(["up", "--yes"]);
  expect(code, stdout + stderr).toBe(0);
}

/** What Nextcloud's own command says of a setting; empty where it has none. */
async function setting(...path: readonly string[]): Promise<string> {
  const get = 'php occ config:system:get "$@" || true';
  return (await engine.exec(cloud, ["sh", "-c", get, "sh", ...path], { user: "33" })).trim();
}

/** What a stand-in says of itself. */
async function toldBy(container: string, port: string) {
  return JSON.parse(await engine.exec(container, ["curl", "-fsS", `http://localhost${port}/standin`]));
}

/** What each app has of sign-on in its own data, as its stand-in tells; of Portainer, by which method it signs people in. */
async function signsIn() {
  const settings = await engine.exec("changes-portainer-1", ["cat", "/data/standin-settings.json"]);
  return {
    nextcloud: (await toldBy(cloud, "")).signOn,
    forgejo: (await toldBy(git, ":3000")).sources,
    portainer: JSON.parse(settings).AuthenticationMethod,
  };
}

/** What a page answers on a port of the host, under a name, and as a proxy forwards it. */
async function page(from: number, path: string, host: string, forwarded?: string): Promise<string> {
  const headers = [
    "-H",
    `Host: ${host}`,
    ...(forwarded === undefined ? [] : ["-H", `X-Forwarded-Proto: ${forwarded}`]),
  ];
  return exec("curl", ["-sS", "-D", "-", "--max-time", "20", ...headers, `http://127.0.0.1:${from}${path}`]);
}

describe("Nextcloud and Forgejo, as their definition changes", () => {
  it("come up with a cache, by their route", async () => {
    await up();
    expect(await setting("memcache.locking")).toContain("Redis");
    expect(await setting("overwriteprotocol")).toBe("https");
    expect(await setting("trusted_domains")).toBe("localhost\ncloud.example.com\nold.lan");
    // Something that is written, by which everything read is kept for good.
    await engine.exec(cloud, ["php", "occ", "config:system:set", "loglevel", "--value=1"], { user: "33" });
  });

  it("sign people in as their routes say, by what each keeps of that in its own data", async () => {
    const discovery = "https://auth.nowhere.invalid/issuer/.well-known/openid-configuration";
    expect(await signsIn()).toEqual({
      nextcloud: [
        {
          ...{ identifier: "Sign-on", clientId: "changes/nextcloud", discoveryEndpoint: discovery },
          ...{ scope: "openid profile email", secret: 64 },
        },
      ],
      forgejo: [
        {
          ...{ name: "Sign-on", provider: "openidConnect", key: "changes/forgejo" },
          ...{ discover: discovery, secret: 64 },
        },
      ],
      portainer: 3,
    });
  });

  it("are asked again where it is all as it should be, and Forgejo starts anew where it is not", async () => {
    const again = () => engine.docker(["start", "--attach", "changes-forgejo-sign-on-1"]);
    const starts = async () => (await toldBy(git, ":3000")).database.starts;
    const before = await starts();
    await again();
    expect(await starts()).toBe(before);
    await engine.exec(git, ["sh", "-c", "echo another > /data/gitea/homelab-sign-on"]);
    await again();
    await waitFor(async () => (await starts().catch(() => before)) === before + 1);
    expect((await signsIn()).forgejo).toMatchObject([{ name: "Sign-on", secret: 64 }]);
  });

  it("keep nothing of what the definition no longer says: cache, locking, protocol, proxies, names, sign-on", async () => {
    await project.define(await definition(published, older));
    // The cache's password is on record.
    await project.homelab(["forget", "--vanished", "--yes"]);
    await up();
    expect((await engine.inspect(cloud)).State.Health?.Status).toBe("healthy");
    for (const gone of ["memcache.locking", "memcache.distributed", "redis", "overwriteprotocol"])
      expect(await setting(gone), gone).toBe("");
    expect(await setting("trusted_domains")).toBe(`localhost\n127.0.0.1:${port}\ncloud.example.com\nlocalhost:${port}`);
    expect(await setting("trusted_proxies")).toBe("10.0.0.0/8\n172.16.0.0/12\n192.168.0.0/16");
    expect(await setting("loglevel")).toBe("1");
    expect(await signsIn()).toEqual({ nextcloud: [], forgejo: [], portainer: 1 });
  });

  it("link to where each visitor came from, by the port as by the route", async () => {
    const own = `127.0.0.1:${port}`;
    expect(await page(port, "/login", own)).toContain("200 OK");
    if (engine.mirror !== undefined) {
      expect(await page(port, "/", own)).toContain(`"http://${own}/login"`);
      expect(await page(port, "/", "cloud.example.com", "https")).toContain(`"https://cloud.example.com/login"`);
    }
    const cookies = (await page(gitPort, "/", `127.0.0.1:${gitPort}`)).match(/^Set-Cookie: .*$/gim) ?? [];
    expect(cookies.filter((line) => /;\s*secure/i.test(line))).toEqual([]);
    const batch = "/owner/repository.git/info/lfs/objects/batch";
    expect(await page(gitPort, batch, "git.example.com")).toMatch(/^HTTP\/1.1 (401|405)/);
  });
});

describeStandIns("an `up` over an upgrade that fails, and a tunnel without a name server", () => {
  const sql = (statement: string) =>
    engine.exec("changes-postgres-1", ["psql", "-U", "postgres", "-d", "cloud", "-c", statement], { user: "postgres" });

  it("fails, with the end of each log", async () => {
    await sql("alter table oc_migrations owner to postgres");
    await project.define(
      await definition(
        published,
        `const tunnel = new Cloudflared(stack, "tunnel", { token: Secret.provided(stack, "token") });
         tunnel.service.override({ environment: { TUNNEL_EDGE: "region1.nowhere.invalid:7844" } });`,
      ),
    );
    const token = Buffer.from('{"a":"account","s":"c2VjcmV0","t":"6ff42ae2-765d-4adf-8112-31c55c1551ef"}').toString(
      "base64",
    );
    await project.homelab(["secrets", "set", "CHANGES_TOKEN"], token);
    const { code, stdout, stderr } = await project.tryHomelab(["up", "--yes"]);
    expect(code, stdout + stderr).toBe(1);
    expect(stdout + stderr).toContain("an upgrade did not finish");
    expect(stdout + stderr).toContain("failed to resolve any edge address");
  });

  it("goes on by itself once the cause is gone", async () => {
    await sql("alter table oc_migrations owner to cloud");
    await project.define(await definition(published));
    await up();
    const { stdout } = await project.tryHomelab(["status"]);
    expect(stdout).not.toMatch(/unhealthy|restarting/i);
    expect(await engine.exec(cloud, ["php", "occ", "status"], { user: "33" })).toMatch(
      /version: 34\.[\s\S]*maintenance: false[\s\S]*needsDbUpgrade: false/,
    );
  });
});
