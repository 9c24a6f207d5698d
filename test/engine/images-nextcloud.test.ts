import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { engine, waitFor } from "./engine.ts";
import { Bench, describeStandIns, hardened, type IMAGES, mounted } from "./standins.ts";

const bench = new Bench("homelab-images-nextcloud");
const CAPABILITIES = ["CHOWN", "DAC_OVERRIDE", "SETGID", "SETUID"];
const STATUS = ["curl", "-fsS", "http://localhost/status.php"];
const LOGIN = ["curl", "-fsS", "http://localhost/index.php/login"];
const OCC = ["php", "/var/www/html/occ"];
const ENVIRONMENT = [
  ...[
    "POSTGRES_HOST=postgres",
    "POSTGRES_DB=cloud",
    "POSTGRES_USER=cloud",
    "POSTGRES_PASSWORD_FILE=/run/secrets/password",
  ],
  ...["NEXTCLOUD_ADMIN_USER=admin", "NEXTCLOUD_ADMIN_PASSWORD_FILE=/run/secrets/password"],
  ...["REDIS_HOST=redis", "REDIS_HOST_PASSWORD_FILE=/run/secrets/password"],
  ...["NEXTCLOUD_TRUSTED_DOMAINS=cloud.example.com *.lan.example.com", "OVERWRITEPROTOCOL=https"],
];
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "images-"));
  await writeFile(join(folder, "password"), "pw'1\n", { mode: 0o644 });
  await mkdir(join(folder, "hooks"));
  await hook(
    "10-first",
    "id -u >/var/www/html/data/hook; php occ config:system:set trusted_domains 7 --value=hook.example.com",
  );
  await bench.open(["nextcloud", "nextcloud33", "nextcloud32", "postgres", "redis"]);
  const database = ["POSTGRES_USER=cloud", "POSTGRES_PASSWORD_FILE=/run/secrets/password"];
  await bench.start("postgres", "postgres", [...environment(database), ...secret()]);
  await bench.start("redis", "redis", [], ["--requirepass", "pw'1"]);
  await bench.healthy("postgres", ["pg_isready", "-h", "127.0.0.1", "-U", "cloud"]);
});

afterAll(async () => {
  await bench.close();
  await rm(folder, { recursive: true });
});

const environment = (lines: readonly string[]) => lines.flatMap((line) => ["--env", line]);
const secret = () => mounted(join(folder, "password"), "/run/secrets/password");

async function hook(name: string, script: string): Promise<void> {
  await writeFile(join(folder, "hooks", `${name}.sh`), `#!/bin/sh\nset -e\n${script}\n`);
  await chmod(join(folder, "hooks", `${name}.sh`), 0o755);
}

async function flags(volume: string, more: readonly string[] = []): Promise<string[]> {
  const storage = await bench.volume(volume, "/var/www/html");
  return [...hardened(...CAPABILITIES), ...environment([...ENVIRONMENT, ...more]), ...secret(), ...storage];
}

async function standin(): Promise<Record<string, unknown>> {
  return JSON.parse(await engine.exec(bench.name("app"), ["curl", "-fsS", "http://localhost/standin"])) as Record<
    string,
    unknown
  >;
}

async function code(host: string): Promise<string> {
  const ask = [
    "curl",
    "-s",
    "-o",
    "/dev/null",
    "-w",
    "%{http_code}",
    "--header",
    `Host: ${host}`,
    "http://localhost/status.php",
  ];
  return engine.exec(bench.name("app"), ask);
}

describeStandIns("nextcloud", () => {
  it("installs itself, and uses PostgreSQL and Redis with the given credentials", async () => {
    const hooks = mounted(join(folder, "hooks"), "/docker-entrypoint-hooks.d/before-starting");
    await bench.start("app", "nextcloud", [...(await flags("html")), ...hooks]);
    expect(JSON.parse(await bench.healthy("app", STATUS))).toMatchObject({ installed: true, version: "34.0.3.1" });
    expect(await standin()).toMatchObject({
      uid: 33,
      address: "https://localhost/",
      database: { user: "cloud", name: "cloud", users: 1 },
      redis: { used: true, ping: "PONG" },
    });
    expect(await engine.exec(bench.name("app"), ["stat", "-c", "%u", "/var/www/html/config/config.php"])).toBe("33\n");
  });

  it("answers trusted names alone, those that a hook sets as www-data among them", async () => {
    expect(await code("cloud.example.com")).toBe("200");
    expect(await code("a.lan.example.com:8080")).toBe("200");
    expect(await code("hook.example.com")).toBe("200");
    expect(await code("evil.example.com")).toBe("400");
    expect(await engine.exec(bench.name("app"), ["cat", "/var/www/html/data/hook"])).toBe("33\n");
  });

  it("lets occ be run by the owner of config.php and nobody else", async () => {
    const set = [...OCC, "config:system:set", "trusted_domains", "8", "--value=late.example.com"];
    await expect(engine.exec(bench.name("app"), set)).rejects.toThrow("has to be executed with the user");
    await engine.exec(bench.name("app"), set, { user: "33" });
    expect(await code("late.example.com")).toBe("200");
    const get = [...OCC, "config:system:get", "trusted_domains", "0"];
    expect(await engine.exec(bench.name("app"), get, { user: "33" })).toBe("localhost\n");
  });

  it("has its cron leave marks in the same database and folder", async () => {
    expect((await standin())["cron"]).toEqual({ database: "", file: "", redis: "" });
    await bench.start("cron", "nextcloud", [...(await flags("html")), "--entrypoint", "/cron.sh"]);
    const { database, file } = await waitFor(async () => {
      const found = (await standin())["cron"] as { database: string; file: string };
      return found.file !== "" && found;
    });
    expect(database).toBe(file);
    expect((await standin())["cron"]).toMatchObject({ redis: "true" });
  });

  it("answers 500 while its database is away, and while its cache is, which status.php does not see", async () => {
    await engine.docker(["stop", bench.name("postgres")]);
    await expect(engine.exec(bench.name("app"), STATUS)).rejects.toThrow("500");
    await engine.docker(["start", bench.name("postgres")]);
    await bench.healthy("app", LOGIN);
    await engine.docker(["stop", bench.name("redis")]);
    await engine.exec(bench.name("app"), STATUS);
    await expect(engine.exec(bench.name("app"), LOGIN)).rejects.toThrow("500");
    await engine.docker(["start", bench.name("redis")]);
    await bench.healthy("app", LOGIN);
  });

  it("keeps the database from its installation, whatever the environment says later", async () => {
    await bench.remove("app");
    await bench.start("app", "nextcloud", [...(await flags("html", ["POSTGRES_HOST=nobody", "POSTGRES_DB=none"]))]);
    await bench.healthy("app", STATUS);
    expect(await code("late.example.com")).toBe("200");
    expect(await bench.log("app")).not.toContain("New nextcloud instance");
  });

  it("keeps what its files took from the environment once, as soon as anything was written", async () => {
    await bench.remove("app");
    const without = (await flags("html")).filter((one) => !/^(REDIS_|OVERWRITE)/.test(one));
    const cleaned = without.filter(
      (one, index) => one !== "--env" || /^(POSTGRES|NEXTCLOUD)/.test(without[index + 1] ?? ""),
    );
    await bench.start("app", "nextcloud", cleaned);
    await bench.healthy("app", LOGIN);
    expect(await standin()).toMatchObject({ redis: { used: true }, address: "https://localhost/" });
    await engine.docker(["stop", bench.name("redis")]);
    await expect(engine.exec(bench.name("app"), LOGIN)).rejects.toThrow("500");
    await engine.docker(["start", bench.name("redis")]);
  });

  it("trusts every name once OVERWRITEHOST is set", async () => {
    await bench.remove("app");
    await bench.start("app", "nextcloud", await flags("html", ["OVERWRITEHOST=cloud.example.com"]));
    await bench.healthy("app", STATUS);
    expect(await code("evil.example.com")).toBe("200");
    expect(await standin()).toMatchObject({ address: "https://cloud.example.com/" });
  });
});

describeStandIns("nextcloud's entrypoint", () => {
  it("refuses a variable beside its file", async () => {
    const both = await bench.run("nextcloud", await flags("both", ["POSTGRES_PASSWORD=x"]));
    expect(both).toMatchObject({
      code: 1,
      said: expect.stringContaining("both POSTGRES_PASSWORD and POSTGRES_PASSWORD_FILE are set"),
    });
  });

  it("ends with a hook that fails", async () => {
    await mkdir(join(folder, "bad"));
    await writeFile(join(folder, "bad", "x.sh"), "#!/bin/sh\nexit 3\n", { mode: 0o755 });
    await chmod(join(folder, "bad", "x.sh"), 0o755);
    const hooks = mounted(join(folder, "bad"), "/docker-entrypoint-hooks.d/before-starting");
    const failed = await bench.run("nextcloud", hooks);
    expect(failed).toMatchObject({ code: 1, said: expect.stringContaining("Failed at executing") });
  });

  it("upgrades by one major version, never by two and never down", async () => {
    const apart = await flags("upgrade");
    const once = async (image: keyof typeof IMAGES) => {
      await bench.start("step", image, apart);
      await bench.healthy("step", STATUS);
      await bench.remove("step");
    };
    await once("nextcloud32");
    expect((await bench.run("nextcloud", apart)).said).toContain(
      "upgrading from 32.0.14.1 to 34.0.3.1 is not supported",
    );
    await once("nextcloud33");
    const down = await bench.run("nextcloud32", apart);
    expect(down).toMatchObject({ code: 1, said: expect.stringContaining("downgrading is not supported") });
    await once("nextcloud");
  });
});
