import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, open, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { tryExec } from "../../lib/system/exec.ts";
import { waitUntil } from "../../lib/system/wait.ts";
import { install } from "../../lib/tools/cache.ts";
import { buildGo, type GoRecipe, recipeVersion } from "../../lib/tools/go.ts";

const dockerd: GoRecipe = {
  title: "Docker Engine",
  version: "29.0.0",
  module: fileURLToPath(new URL("go/dockerd", import.meta.url)),
  package: "github.com/moby/moby/v2/cmd/dockerd",
  variables: { "github.com/moby/moby/v2/dockerversion.Version": "29.0.0" },
  tags: ["exclude_graphdriver_btrfs", "no_systemd"],
  homepage: "https://docs.docker.com/engine/install/",
};

const compose: GoRecipe = {
  title: "Docker Compose",
  version: "5.4.0",
  module: fileURLToPath(new URL("go/compose", import.meta.url)),
  package: "github.com/docker/compose/v5/cmd",
  variables: { "github.com/docker/compose/v5/internal.Version": "v5.4.0" },
  homepage: "https://docs.docker.com/compose/install/",
};

/** Docker Engine 29.0 with its own defaults and no images, and Compose 5.4, beside the engine of the other tests. */
export class NewerDocker {
  /** `unix:///tmp/...`. */
  readonly host: string;
  /** A folder for DOCKER_CONFIG, by which `docker compose` is this Compose. */
  readonly config: string;
  /** Compose's program. */
  readonly compose: string;
  /** A folder that goes with it. */
  readonly folder: string;
  readonly #process: ChildProcess;

  private constructor(folder: string, process: ChildProcess, composeFile: string) {
    this.folder = folder;
    this.#process = process;
    this.host = `unix://${folder}/docker.sock`;
    this.config = join(folder, "config");
    this.compose = composeFile;
  }

  static async start(): Promise<NewerDocker> {
    const [engine, client] = [await built("dockerd", dockerd), await built("docker-compose", compose)];
    const folder = await mkdtemp(join(tmpdir(), "newer-docker-"));
    await mkdir(join(folder, "config/cli-plugins"), { recursive: true });
    await symlink(client, join(folder, "config/cli-plugins/docker-compose"));
    const log = await open(join(folder, "log"), "w");
    // Two engines would be at odds over the host's bridge and its packet filter: this one has a network of its own.
    const args = [
      ...["--net", engine, "--host", `unix://${folder}/docker.sock`, "--pidfile", join(folder, "pid")],
      ...["--data-root", join(folder, "data"), "--exec-root", join(folder, "run")],
    ];
    const child = spawn("unshare", args, { stdio: ["ignore", log.fd, log.fd] });
    const docker = new NewerDocker(folder, child, client);
    try {
      await waitUntil(() => docker.#answers(), { timeout: 60_000 });
    } catch (error) {
      const said = await readFile(join(folder, "log"), "utf8");
      await docker.stop();
      throw new Error(`Docker ${dockerd.version} did not come up: ${said}`, { cause: error });
    } finally {
      await log.close();
    }
    return docker;
  }

  async #answers(): Promise<boolean> {
    return (await tryExec("docker", ["--host", this.host, "version"])).code === 0;
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode === null) {
      this.#process.kill("SIGTERM");
      await once(this.#process, "exit");
    }
    await rm(this.folder, { recursive: true, force: true });
  }
}

/** A program, built once. */
async function built(name: string, recipe: GoRecipe): Promise<string> {
  const onProgress = (line: string) => process.stderr.write(`${line}\n`);
  const make = (folder: string) => buildGo(recipe, join(folder, "bin", name), { onProgress });
  return join(await install(name, await recipeVersion(recipe), make, { onProgress }), "bin", name);
}
