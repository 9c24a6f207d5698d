import { spawn } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { Watch } from "./canary.ts";
import { engine } from "./engine.ts";
import { tunnelCredentials } from "./project.ts";
import { readTar } from "./tar.ts";

/** A value for each secret of the example homelab that nothing else has, within what each consumer takes: Forgejo's two keys for tokens are 32 bytes in base64url, Redis' stands in a line of words. */
export const canaries: Readonly<Record<string, string>> = {
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
export const watch = new Watch(canaries);

/** The command lines of all processes of this machine, over and over, as anybody on it could read them. */
export class Processes {
  readonly #lines = new Set<string>();
  readonly #sampling: Promise<void>;
  #running = true;

  constructor() {
    this.#sampling = this.#sample();
  }

  /** Every command line seen until now, its words joined by blanks; nothing more is looked at. */
  async end(): Promise<string[]> {
    this.#running = false;
    await this.#sampling;
    return [...this.#lines].map((line) => line.split("\0").join(" "));
  }

  async #sample(): Promise<void> {
    while (this.#running) {
      for (const pid of (await readdir("/proc")).filter((name) => /^\d+$/.test(name)))
        this.#lines.add(await readFile(`/proc/${pid}/cmdline`, "utf8").catch(() => ""));
      await pause(10);
    }
  }
}

/** The bytes that a program writes to its standard output. */
export async function bytes(command: string, args: readonly string[]): Promise<Buffer> {
  const child = spawn(command, args, { stdio: ["ignore", "pipe", "ignore"] });
  return Buffer.concat(await child.stdout.toArray());
}

/** Every file below a folder, links left aside. */
export async function files(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
}

/** Which canary lies in which file of a container: what differs from its image, and its volumes. */
export async function carried(container: string): Promise<Record<string, string>> {
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
// What Nextcloud reads from a configuration file beside its config.php it keeps in that, the cache's password too.
export const consumers: Readonly<Record<string, Readonly<Record<string, string>>>> = {
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
    "/var/www/html/config/config.php": "33 640 NEXTCLOUD_POSTGRES_NEXTCLOUD_PASSWORD NEXTCLOUD_REDIS_PASSWORD",
  },
  "nextcloud-nextcloud-cron-1": {
    "/run/secrets/postgres-nextcloud-password": "33 400 NEXTCLOUD_POSTGRES_NEXTCLOUD_PASSWORD",
    "/run/secrets/redis-password": "33 400 NEXTCLOUD_REDIS_PASSWORD",
    "/var/www/html/config/config.php": "33 640 NEXTCLOUD_POSTGRES_NEXTCLOUD_PASSWORD NEXTCLOUD_REDIS_PASSWORD",
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
