import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { tryExec } from "../../lib/system/exec.ts";
import { engine, waitFor } from "./engine.ts";
import { Bench, describeStandIns, hardened, mounted } from "./standins.ts";

const bench = new Bench("homelab-images-servers");
const READY = ["pg_isready", "-h", "127.0.0.1", "-U", "lab", "-d", "cloud"];
const POSTGRES_CAPABILITIES = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "SETGID", "SETUID"];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "images-"));
  await writeFile(join(folder, "password"), "s3cret$'\"\n");
  await writeFile(
    join(folder, "more.sql"),
    "create role git login password 'g1t'; create database git owner git; revoke all on database git from public;",
  );
  await bench.open(["postgres", "postgres18", "redis", "valkey", "nginx"]);
});

afterAll(async () => {
  await bench.close();
  await rm(folder, { recursive: true });
});

function psql(host: string, user: string, password: string, database: string, statement: string) {
  const flags = ["--entrypoint", "psql", "--env", `PGPASSWORD=${password}`];
  return bench.run("postgres", flags, ["-h", host, "-U", user, "-d", database, "-tAc", statement]);
}

describeStandIns.each(["postgres", "postgres18"] as const)("%s", (image) => {
  const data = image === "postgres" ? "/var/lib/postgresql/data" : "/var/lib/postgresql";
  const start = async (name: string) =>
    bench.start(name, image, [
      ...hardened(...POSTGRES_CAPABILITIES),
      ...["--env", "POSTGRES_USER=lab", "--env", "POSTGRES_DB=cloud", "--env", "POSTGRES_PASSWORD_FILE=/run/password"],
      ...mounted(join(folder, "password"), "/run/password"),
      ...mounted(join(folder, "more.sql"), "/docker-entrypoint-initdb.d/more.sql"),
      ...(await bench.volume(name, data)),
    ]);

  it("makes its cluster, role, databases and init scripts once, keeps data, and stops cleanly", async () => {
    await start(image);
    await bench.healthy(image, READY);
    expect(await psql(image, "lab", "s3cret$'\"", "cloud", "select current_user")).toEqual({ code: 0, said: "lab\n" });
    expect(await psql(image, "git", "g1t", "git", "create table kept (); select 1")).toMatchObject({ code: 0 });
    expect(await psql(image, "lab", "wrong", "cloud", "select 1")).toMatchObject({
      code: 2,
      said: expect.stringContaining("password authentication failed"),
    });
    expect(await engine.exec(bench.name(image), ["stat", "-c", "%u", "/proc/1"])).toBe("999\n");
    await engine.docker(["stop", bench.name(image)]);
    expect((await engine.inspect(bench.name(image))).State.ExitCode).toBe(0);
    await bench.remove(image);
    await start(image);
    await bench.healthy(image, READY);
    expect((await psql(image, "git", "g1t", "git", "select count(*) from kept")).said).toBe("0\n");
    expect(await bench.log(image)).not.toContain("initdb");
    expect(await bench.log(image)).toContain("stand-in");
  });
});

describeStandIns("postgres", () => {
  it("refuses a start without a password, and one with the password and its file", async () => {
    expect(await bench.run("postgres")).toMatchObject({
      code: 1,
      said: expect.stringContaining("superuser password is not specified"),
    });
    const both = ["--env", "POSTGRES_PASSWORD=x", "--env", "POSTGRES_PASSWORD_FILE=/run/password"];
    expect(await bench.run("postgres", both)).toMatchObject({
      code: 1,
      said: expect.stringContaining("both POSTGRES_PASSWORD and POSTGRES_PASSWORD_FILE are set"),
    });
  });

  it("refuses the folder of 17 and before when it is 18", async () => {
    const mount = [...(await bench.volume("old", "/var/lib/postgresql/data")), "--env", "POSTGRES_PASSWORD=x"];
    expect(await bench.run("postgres18", mount)).toMatchObject({
      code: 1,
      said: expect.stringContaining("/var/lib/postgresql/data"),
    });
  });
});

describeStandIns.each([
  ["redis", "redis-cli"],
  ["valkey", "valkey-cli"],
] as const)("%s", (image, client) => {
  const stepDown = ["CHOWN", "DAC_OVERRIDE", "SETGID", "SETUID", ...(image === "redis" ? ["SETPCAP"] : [])];
  const auth = ["env", "REDISCLI_AUTH=pw", "VALKEYCLI_AUTH=pw", client];

  it("takes flags as its command, keeps data and steps down to its user", async () => {
    const flags = [...hardened(...stepDown), ...(await bench.volume(image, "/data"))];
    await bench.start(image, image, flags, ["--requirepass", "pw", "--appendonly", "yes"]);
    expect(await bench.healthy(image, [...auth, "ping"])).toBe("PONG\n");
    await engine.exec(bench.name(image), [...auth, "set", "kept", "1"]);
    expect(await engine.exec(bench.name(image), [client, "ping"])).toContain("NOAUTH");
    expect(await engine.exec(bench.name(image), ["stat", "-c", "%u:%g", "/proc/1"])).toBe("999:999\n");
    await engine.docker(["restart", bench.name(image)]);
    await bench.healthy(image, [...auth, "ping"]);
    expect(await engine.exec(bench.name(image), [...auth, "get", "kept"])).toBe("1\n");
  });

  it("takes a user in place of the capabilities to step down", async () => {
    await bench.start(`${image}-user`, image, [...hardened(), "--user", "999:999"]);
    await bench.healthy(`${image}-user`, [client, "ping"]);
    expect(await engine.exec(bench.name(`${image}-user`), ["stat", "-c", "%u", "/proc/1"])).toBe("999\n");
  });
});

describeStandIns("redis on somebody else's files", () => {
  const start = async (short: string, ...capabilities: readonly string[]) => {
    const storage = await bench.volume(short, "/data");
    const mine = "mkdir /data/appendonlydir && chown 0:0 /data && chmod 0555 /data";
    await bench.run("redis", [...storage, "--entrypoint", "sh"], ["-c", mine]);
    await bench.start(short, "redis", [...hardened(...capabilities), ...storage]);
  };
  const needed = ["CHOWN", "DAC_OVERRIDE", "SETGID", "SETPCAP", "SETUID"];

  it("makes them its own and writable, which needs FOWNER besides CHOWN", async () => {
    await start("redis-less", ...needed);
    await waitFor(
      async () => (await bench.log("redis-less")).includes("cannot change mode to 'u+rwx' for '.'"),
      30_000,
    );
    await start("redis-taken", ...needed, "FOWNER");
    await bench.healthy("redis-taken", ["redis-cli", "save"]);
    expect(await bench.log("redis-taken")).not.toContain("Warning: cannot change");
  });
});

describeStandIns("without the capabilities to step down", () => {
  it("redis stays root, and ends where it could step down but not empty its bounding set", async () => {
    await bench.start("redis-root", "redis", hardened());
    await bench.healthy("redis-root", ["redis-cli", "ping"]);
    expect(await engine.exec(bench.name("redis-root"), ["stat", "-c", "%u", "/proc/1"])).toBe("0\n");
    expect(await bench.run("redis", hardened("CHOWN", "SETGID", "SETUID"))).toEqual({
      code: 127,
      said: "setpriv: apply bounding set: Operation not permitted\n",
    });
  });

  it("valkey ends", async () => {
    expect(await bench.run("valkey", hardened())).toMatchObject({
      code: 127,
      said: expect.stringContaining("setpriv"),
    });
  });
});

describeStandIns("nginx", () => {
  it("serves, and fills its templates from the environment", async () => {
    await writeFile(
      join(folder, "site.conf.template"),
      "server { listen 8081; location / { return 200 '${GREETING} $host'; } }\n",
    );
    const template = mounted(join(folder, "site.conf.template"), "/etc/nginx/templates/site.conf.template");
    const flags = [...hardened("CHOWN", "SETGID", "SETUID"), "--env", "GREETING=hello", ...template];
    await bench.start("nginx", "nginx", flags);
    expect(await bench.healthy("nginx", ["curl", "-fsS", "http://localhost/"])).toContain("Welcome to nginx");
    expect(await engine.exec(bench.name("nginx"), ["curl", "-fsS", "http://localhost:8081/"])).toBe("hello localhost");
    const stopped = await tryExec("docker", ["stop", bench.name("nginx")]);
    expect([stopped.code, (await engine.inspect(bench.name("nginx"))).State.ExitCode]).toEqual([0, 0]);
  });
});
