import { spawn } from "node:child_process";
import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exec, tryExec } from "../../lib/tools/exec.ts";
import { Watch } from "./canary.ts";
import { engine } from "./engine.ts";
import { Project, tunnelCredentials } from "./project.ts";
import { describeStandIns } from "./standins.ts";
import { readTar } from "./tar.ts";

// Every secret of the example homelab has a value that nothing else has; then everything that it made, said and runs is
// searched for them. `docker compose config` is not: printing the file with its variables filled in is what it is for.

const stacks = ["edge", "nextcloud", "forgejo", "homepage"] as const;

/** Within what each consumer takes: Forgejo's two keys for tokens are 32 bytes in base64url, Redis' stands in a line of words. */
const canaries: Readonly<Record<string, string>> = {
  EDGE_TUNNEL_CREDENTIALS: tunnelCredentials,
  FORGEJO_FORGEJO_INTERNAL_TOKEN: "Canary-forgejo-internal-token-7f3a",
  FORGEJO_FORGEJO_LFS_JWT_SECRET: Buffer.from("Canary-forgejo-lfs-jwt-secret-32").toString("base64url"),
  FORGEJO_FORGEJO_OAUTH_JWT_SECRET: Buffer.from("Canary-forgejo-oauth-jwt-sec-32b").toString("base64url"),
  FORGEJO_FORGEJO_SECRET_KEY: "Canary-forgejo-secret-key-19c4",
  NEXTCLOUD_NEXTCLOUD_ADMIN_PASSWORD: "Canary-nextcloud/admin&password='5e'",
  NEXTCLOUD_POSTGRES_NEXTCLOUD_PASSWORD: "Canary-nextcloud/database&password=%41+$x",
  NEXTCLOUD_POSTGRES_PASSWORD: "Canary-postgres/super&user='%42'",
  NEXTCLOUD_REDIS_PASSWORD: "Canary-redis/password&=%43+",
};
const watch = new Watch(canaries);

let project: Project;
/** What every command said, on both outputs. */
const said: string[] = [];
/** What every process of this machine was started with, as long as commands ran. */
const started = new Set<string>();
let running = true;
let sampling: Promise<void>;

/** The command lines of all processes, over and over, as anybody on the machine could read them. */
async function sample(): Promise<void> {
  while (running) {
    for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name)))
      started.add(await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => ""));
    await pause(10);
  }
}

async function homelab(args: readonly string[], input?: string): Promise<void> {
  const env = { HOMELAB_DEBUG: "1" };
  const { code, stdout, stderr } = await project.run(args, { env, ...(input !== undefined && { input }) });
  said.push(stdout, stderr);
  expect(code, stderr).toBe(0);
}

async function compose(stack: string, args: readonly string[]): Promise<void> {
  const { command, args: first } = engine.facts.compose;
  const options = { cwd: project.stack(stack), env: { DEBUG: "1" } };
  const { code, stdout, stderr } = await tryExec(command, [...first, "--verbose", ...args], options);
  said.push(stdout, stderr);
  expect(code, stderr).toBe(0);
}

beforeAll(async () => {
  await engine.cleanup(stacks);
  project = await Project.ofExample();
  sampling = sample();
  for (const [name, value] of Object.entries(canaries)) await homelab(["secrets", "set", name], value);
  const mirror = engine.mirror === undefined ? [] : ["--mirror", engine.mirror];
  for (const verb of [["check"], ["check", "--json"], ["check", "--sarif"], ["secrets", "list"]]) await homelab(verb);
  await homelab(["render", "--secrets", ...mirror]);
  await homelab(["render", "--secrets", "--json", ...mirror]);
  const images = await Promise.all(stacks.map((stack) => project.compose(stack, ["config", "--images"])));
  const prefix = engine.mirror === undefined ? "" : `${engine.mirror}/`;
  await engine.images(
    [...new Set(images.flatMap((list) => list.split("\n").filter(Boolean)))].map((image) => image.slice(prefix.length)),
  );
  for (const stack of stacks) await compose(stack, ["up", "--detach", "--wait", "--wait-timeout", "300"]);
});

afterAll(async () => {
  running = false;
  await sampling;
  await engine.cleanup(stacks);
  await project.remove();
});

async function ids(list: readonly string[]): Promise<string[]> {
  const found = await Promise.all(
    stacks.map((stack) => engine.docker([...list, "--filter", `label=com.docker.compose.project=${stack}`])),
  );
  return found.flatMap((lines) => lines.split("\n").filter((line) => line !== ""));
}

const containers = () => ids(["ps", "--all", "--format", "{{.Names}}"]);

/** The bytes that a program writes to its standard output. */
async function bytes(command: string, args: readonly string[]): Promise<Buffer> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "ignore"] });
  return Buffer.concat(await child.stdout.toArray());
}

/** Every file below a folder, links left aside. */
async function files(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
}

describe("the canaries", () => {
  it("are one for each secret of the homelab, and each is in its stack's .env", async () => {
    const listed = JSON.parse((await project.run(["secrets", "list", "--json"])).stdout).secrets;
    expect(listed.map((secret: { name: string }) => secret.name)).toEqual(Object.keys(canaries).sort());
    for (const stack of stacks) {
      const wanted = Object.keys(canaries).filter((name) => name.startsWith(`${stack.toUpperCase()}_`));
      const found = await readFile(join(project.stack(stack), ".env")).catch(() => "");
      // Quotes in a value are escaped in the file.
      const plain = found.toString().replaceAll("\\'", "'");
      expect(watch.seen(plain), stack).toEqual(wanted);
    }
  });

  it("are in no file of the project but the .env files, which are closed to others", async () => {
    for (const file of (await files(project.folder)).filter((one) => !one.includes("/node_modules/"))) {
      if (file.endsWith("/.env")) expect((await stat(file)).mode & 0o777, file).toBe(0o600);
      else expect(watch.seen(await readFile(file)), file).toEqual([]);
    }
  });

  it("are not in git, when all of the project is committed", async () => {
    const git = (args: readonly string[]) =>
      exec("git", ["-c", "user.name=t", "-c", "user.email=t@example.com", ...args], { cwd: project.folder });
    await writeFile(join(project.folder, ".gitignore"), "node_modules\n");
    await git(["init", "--quiet"]);
    await git(["add", "--all"]);
    await git(["commit", "--quiet", "--message", "all"]);
    const kept = (await git(["ls-files"])).split("\n");
    expect(kept).toContain("secrets.age");
    expect(kept).toContain("compose/nextcloud/compose.yaml");
    expect(kept.filter((path) => path.endsWith(".env"))).toEqual([]);
    const blobs = await bytes("git", ["-C", project.folder, "log", "--patch", "--text", "--all"]);
    expect(blobs.includes("BEGIN AGE ENCRYPTED FILE")).toBe(true);
    expect(watch.seen(blobs)).toEqual([]);
  });

  it("are in nothing that a command said, at its most verbose", () => {
    expect(said.join("").length).toBeGreaterThan(1_000);
    expect(watch.seen(said.join("\n"))).toEqual([]);
  });

  it("are in no container's log", async () => {
    for (const name of await containers()) {
      const { stdout, stderr } = await tryExec("docker", ["logs", name]);
      expect(watch.seen(stdout + stderr), name).toEqual([]);
    }
  });

  it("are in no command line of a process, while things came up and while they run", async () => {
    running = false;
    await sampling;
    const lines = [...started].map((line) => line.split("\0").join(" "));
    for (const program of ["secrets set NEXTCLOUD_REDIS_PASSWORD", "up --detach", "redis-server", "postgres"])
      expect(
        lines.some((line) => line.includes(program)),
        program,
      ).toBe(true);
    expect(watch.seen(lines.join("\n"))).toEqual([]);
  });

  it("are not in `docker inspect` of a container, image, network or volume", async () => {
    const names = await containers();
    expect(names.length).toBeGreaterThanOrEqual(8);
    const networks = await ids(["network", "ls", "--quiet"]);
    const volumes = await ids(["volume", "ls", "--quiet"]);
    const images = new Set(await Promise.all(names.map(async (name) => (await engine.inspect(name)).Image)));
    for (const [kind, list] of Object.entries({
      container: names,
      image: [...images],
      network: networks,
      volume: volumes,
    })) {
      expect(list.length, kind).toBeGreaterThan(0);
      expect(watch.seen(await engine.docker([kind, "inspect", ...list])), kind).toEqual([]);
    }
    expect(watch.seen(await engine.docker(["image", "history", "--no-trunc", ...[...images].slice(0, 1)]))).toEqual([]);
  });
});

/** Which canary lies in which file of a container: what differs from its image, and its volumes. */
async function carried(container: string): Promise<Record<string, string>> {
  const { Mounts } = await engine.inspect(container);
  const mounts = Mounts.map((mount) => String(mount["Destination"]));
  const changes = (await engine.docker(["diff", container])).split("\n").filter((line) => /^[AC] /.test(line));
  const paths = changes.map((line) => line.slice(2));
  // Whatever lies in a changed folder is listed itself; only what nothing lies in is looked into.
  const leaves = paths.filter((path) => !paths.some((other) => other.startsWith(`${path}/`)));
  const found: Record<string, string> = {};
  for (const path of [...leaves, ...mounts]) {
    const folder = path.slice(0, path.lastIndexOf("/"));
    for (const { name, uid, mode, content } of readTar(await bytes("docker", ["cp", `${container}:${path}`, "-"]))) {
      const seen = watch.seen(content);
      if (seen.length > 0) found[`${folder}/${name}`] = `${uid} ${mode} ${seen.join(" ")}`;
    }
  }
  return found;
}

/**
 * By container and file: the owner's number, the mode, and what is in it. Where a container starts as a number, the
 * engine gives a copied file no owner, and all can read it: there is one user in such a container. Forgejo and Nextcloud
 * keep what they were given in a configuration of their own, on their volumes.
 */
const consumers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "edge-cloudflared-1": {
    "/etc/cloudflared/credentials.json": "0 444 EDGE_TUNNEL_CREDENTIALS",
  },
  "forgejo-forgejo-1": {
    "/data/gitea/conf/app.ini":
      "1000 600 FORGEJO_FORGEJO_INTERNAL_TOKEN FORGEJO_FORGEJO_LFS_JWT_SECRET FORGEJO_FORGEJO_OAUTH_JWT_SECRET FORGEJO_FORGEJO_SECRET_KEY",
    "/run/secrets/forgejo-internal-token": "1000 400 FORGEJO_FORGEJO_INTERNAL_TOKEN",
    "/run/secrets/forgejo-lfs-jwt-secret": "1000 400 FORGEJO_FORGEJO_LFS_JWT_SECRET",
    "/run/secrets/forgejo-oauth-jwt-secret": "1000 400 FORGEJO_FORGEJO_OAUTH_JWT_SECRET",
    "/run/secrets/forgejo-secret-key": "1000 400 FORGEJO_FORGEJO_SECRET_KEY",
  },
  "homepage-homepage-1": {},
  "nextcloud-nextcloud-1": {
    "/run/secrets/nextcloud-admin-password": "33 400 NEXTCLOUD_NEXTCLOUD_ADMIN_PASSWORD",
    "/run/secrets/postgres-nextcloud-password": "33 400 NEXTCLOUD_POSTGRES_NEXTCLOUD_PASSWORD",
    "/run/secrets/redis-password": "33 400 NEXTCLOUD_REDIS_PASSWORD",
    "/var/www/html/config/config.php": "33 640 NEXTCLOUD_POSTGRES_NEXTCLOUD_PASSWORD",
  },
  "nextcloud-nextcloud-cron-1": {
    "/run/secrets/nextcloud-admin-password": "33 400 NEXTCLOUD_NEXTCLOUD_ADMIN_PASSWORD",
    "/run/secrets/postgres-nextcloud-password": "33 400 NEXTCLOUD_POSTGRES_NEXTCLOUD_PASSWORD",
    "/run/secrets/redis-password": "33 400 NEXTCLOUD_REDIS_PASSWORD",
    "/var/www/html/config/config.php": "33 640 NEXTCLOUD_POSTGRES_NEXTCLOUD_PASSWORD",
  },
  "nextcloud-postgres-1": {
    "/run/secrets/postgres-password": "999 400 NEXTCLOUD_POSTGRES_PASSWORD",
  },
  "nextcloud-postgres-databases-1": {
    "/run/secrets/postgres-nextcloud-password": "0 444 NEXTCLOUD_POSTGRES_NEXTCLOUD_PASSWORD",
    "/run/secrets/postgres-password": "0 444 NEXTCLOUD_POSTGRES_PASSWORD",
  },
  "nextcloud-redis-1": {
    "/run/secrets/password": "0 444 NEXTCLOUD_REDIS_PASSWORD",
    "/usr/local/etc/redis-server.conf": "0 444 NEXTCLOUD_REDIS_PASSWORD",
  },
};

describeStandIns("in the containers they", () => {
  it("are in the files of their consumers, and in no other", async () => {
    const found: Record<string, Record<string, string>> = {};
    for (const name of await containers()) found[name] = await carried(name);
    expect(found).toEqual(consumers);
  });
});
