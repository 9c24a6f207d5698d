import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { engine, waitFor } from "./engine.ts";
import { Bench, describeStandIns, hardened, mounted } from "./standins.ts";

const bench = new Bench("homelab-images-forgejo");
const CAPABILITIES = ["CHOWN", "DAC_OVERRIDE", "SETGID", "SETUID"];
const HEALTH = ["curl", "-fsS", "http://localhost:3000/api/healthz"];
const SERVER = [
  "FORGEJO__server__ROOT_URL=https://git.example.com/",
  "FORGEJO__server__DOMAIN=git.example.com",
  "FORGEJO__server__SSH_DOMAIN=git.example.com",
  "FORGEJO__server__SSH_PORT=2222",
  "FORGEJO__server__SSH_LISTEN_PORT=22",
  "FORGEJO__security__INSTALL_LOCK=true",
];
const DATABASE = [
  "FORGEJO__database__DB_TYPE=postgres",
  "FORGEJO__database__HOST=postgres:5432",
  "FORGEJO__database__NAME=forgejo",
  "FORGEJO__database__USER=forgejo",
  "FORGEJO__database__PASSWD__FILE=/run/secrets/password",
];
let folder: string;

const environment = (lines: readonly string[]) => lines.flatMap((line) => ["--env", line]);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "images-"));
  await writeFile(join(folder, "password"), 'p#w;"d\n');
  await bench.open(["forgejo", "postgres"]);
  const password = mounted(join(folder, "password"), "/run/password");
  const flags = ["POSTGRES_USER=forgejo", "POSTGRES_PASSWORD_FILE=/run/password"];
  await bench.start("postgres", "postgres", [...environment(flags), ...password]);
  await bench.healthy("postgres", ["pg_isready", "-h", "127.0.0.1", "-U", "forgejo"]);
});

afterAll(async () => {
  await bench.close();
  await rm(folder, { recursive: true });
});

async function standin(short: string): Promise<unknown> {
  return JSON.parse(await engine.exec(bench.name(short), ["curl", "-fsS", "http://localhost:3000/standin"]));
}

describeStandIns("forgejo", () => {
  const start = async () =>
    bench.start("git", "forgejo", [
      ...hardened(...CAPABILITIES),
      ...environment([...SERVER, ...DATABASE]),
      ...mounted(join(folder, "password"), "/run/secrets/password"),
      ...(await bench.volume("git", "/data")),
    ]);

  it("works as git on PostgreSQL with the given credentials, under its public address", async () => {
    await start();
    await bench.healthy("git", HEALTH);
    expect(await standin("git")).toMatchObject({
      database: { type: "postgres", user: "forgejo", name: "forgejo", starts: 1 },
      publicHost: "git.example.com",
      cloneUrl: "ssh://git@git.example.com:2222/owner/repository.git",
      uid: 1000,
    });
    const front = await engine.exec(bench.name("git"), ["curl", "-fsS", "http://localhost:3000/"]);
    expect(front).toContain('href="https://git.example.com/user/login"');
    expect(await engine.exec(bench.name("git"), ["stat", "-c", "%u", "/data/gitea/conf/app.ini"])).toBe("1000\n");
    const banner = ["bash", "-c", "read -r line </dev/tcp/127.0.0.1/22; echo $line"];
    expect(await engine.exec(bench.name("git"), banner)).toContain("SSH-2.0-");
  });

  it("serves large files only where that is turned on, and marks its cookie secure as ROOT_URL has it", async () => {
    const batch = "http://localhost:3000/owner/repository.git/info/lfs/objects/batch";
    const ask = ["curl", "-sS", "-o", "/dev/null", "-w", "%{http_code}", "-X", "POST", batch];
    expect(await engine.exec(bench.name("git"), ask)).toBe("404");
    const headers = await engine.exec(bench.name("git"), ["curl", "-sS", "-D", "-", "http://localhost:3000/"]);
    expect(headers).toMatch(/^Set-Cookie: i_like_forgejo=.*; Secure/m);
  });

  it("keeps app.ini and rows over a new container, settings of the environment renewed", async () => {
    await bench.remove("git");
    await start();
    await bench.healthy("git", HEALTH);
    expect(await standin("git")).toMatchObject({ database: { starts: 2 } });
    const ini = await engine.exec(bench.name("git"), ["cat", "/data/gitea/conf/app.ini"], { user: "1000" });
    expect(ini).toContain("SECRET_KEY = ");
  });

  it("is unhealthy while its database is away, and well again after", async () => {
    await engine.docker(["stop", bench.name("postgres")]);
    await expect(engine.exec(bench.name("git"), HEALTH)).rejects.toThrow("503");
    await engine.docker(["start", bench.name("postgres")]);
    expect(await bench.healthy("git", HEALTH)).toContain('"pass"');
  });

  it("never gets healthy with a wrong password, and says why", async () => {
    const wrong = [...SERVER, ...DATABASE.slice(0, -1), "FORGEJO__database__PASSWD=wrong"];
    await bench.start("wrong", "forgejo", [...hardened(...CAPABILITIES), ...environment(wrong)]);
    await waitFor(async () => (await bench.log("wrong")).includes("password authentication failed"), 30_000);
    await expect(engine.exec(bench.name("wrong"), HEALTH)).rejects.toThrow();
    await bench.remove("wrong");
  });

  it("keeps SQLite in its data folder, and offers the installer where it is not locked", async () => {
    const sqlite = [...SERVER, "FORGEJO__database__DB_TYPE=sqlite3"];
    await bench.start("sqlite", "forgejo", [...hardened(...CAPABILITIES), ...environment(sqlite)]);
    await bench.healthy("sqlite", HEALTH);
    expect(await standin("sqlite")).toMatchObject({
      database: { type: "sqlite3", name: "/data/gitea/gitea.db", starts: 1 },
    });
    await bench.start("open", "forgejo", hardened(...CAPABILITIES));
    await bench.healthy("open", HEALTH);
    const front = await engine.exec(bench.name("open"), ["curl", "-fsS", "http://localhost:3000/"]);
    expect(front).toContain("Initial Configuration");
  });
});
