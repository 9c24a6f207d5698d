import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { ProblemError } from "../core/problem.ts";
import { cacheDir } from "../system/cache-dir.ts";
import { type Daemon, daemonPid, daemonSaid, startDaemon, stopDaemon } from "../system/daemon.ts";
import { tryExec } from "../system/exec.ts";
import { withLock } from "../system/lock.ts";
import type { ToolOptions } from "../system/progress.ts";
import { waitUntil } from "../system/wait.ts";
import { canInstallPackages, installPackages } from "../tools/apt.ts";

const REGISTRY: Daemon = { name: "registry", command: "docker-registry" };
const PORT = 5000;

const folder = () => join(cacheDir(), "registry");
const configFile = () => join(folder(), "config.json");

/**
 * The local registry, started where it does not run: Debian's docker-registry on the loopback address, which engines take
 * for trustworthy without TLS. It listens on port 5000, or on a free one where somebody else has that; what was pushed
 * stays in the cache folder.
 *
 * @returns its address, as it stands in front of an image's name: `127.0.0.1:5000`
 * @throws {ProblemError} HL910 no docker-registry and this process cannot install it, HL903 apt failed, HL911 it did not come up
 */
export function ensureRegistry(options: ToolOptions = {}): Promise<string> {
  return withLock("registry-daemon", () => start(options), options);
}

/** Whether the registry runs that {@link ensureRegistry} starts. */
export function registryRuns(): boolean {
  return daemonPid(REGISTRY) !== undefined;
}

/** Ends the registry that {@link ensureRegistry} started; what was pushed stays. @returns whether there was one */
export function stopRegistry(): Promise<boolean> {
  return withLock("registry-daemon", () => stopDaemon(REGISTRY));
}

async function start(options: ToolOptions): Promise<string> {
  const running = registryRuns() ? await address() : undefined;
  if (running !== undefined) return ready(running);
  await install(options);
  const chosen = `127.0.0.1:${await freePort(PORT)}`;
  options.onProgress?.(`starting a local registry at ${chosen}`);
  await mkdir(folder(), { recursive: true });
  await writeFile(configFile(), JSON.stringify(configuration(chosen), undefined, 2));
  startDaemon(REGISTRY, ["serve", configFile()]);
  return ready(chosen);
}

async function install(options: ToolOptions): Promise<void> {
  if ((await tryExec("docker-registry", ["--version"])).code !== 127) return;
  if (canInstallPackages()) return installPackages(["docker-registry"], options);
  const message =
    "Debian's docker-registry, which holds the images where no public registry answers, is not installed.";
  const fix =
    "On Debian or Ubuntu: `sudo apt-get install docker-registry`. Elsewhere: see that the engine reaches docker.io.";
  throw new ProblemError({ code: "HL910", level: "error", message, fix }, 1);
}

// JSON is YAML, which docker-registry reads. https://distribution.github.io/distribution/about/configuration/
function configuration(addr: string): object {
  return {
    version: "0.1",
    log: { level: "warn" },
    storage: { filesystem: { rootdirectory: join(folder(), "data") }, delete: { enabled: true } },
    http: { addr },
  };
}

// Where the registry that runs was told to listen.
async function address(): Promise<string | undefined> {
  const text = await readFile(configFile(), "utf8").catch(() => "");
  return text.match(/"addr": "([^"]+)"/)?.[1];
}

async function ready(chosen: string): Promise<string> {
  const answers = async () => {
    if (!registryRuns()) return null;
    return (await fetch(`http://${chosen}/v2/`, { signal: AbortSignal.timeout(2_000) })).ok;
  };
  const up = await waitUntil(answers, { timeout: 30_000 }).catch(() => null);
  if (up !== null) return chosen;
  const message = `The local registry did not come up at ${chosen}: ${daemonSaid(REGISTRY)}`;
  throw new ProblemError({ code: "HL911", level: "error", message, fix: "Fix what it says, then try again." }, 1);
}

// The wanted port of the loopback address, or one that the kernel chooses where that is taken.
function freePort(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EADDRINUSE" && wanted !== 0) freePort(0).then(resolve, reject);
      else reject(error);
    });
    server.listen(wanted, "127.0.0.1", () => {
      const bound = server.address();
      server.close(() => resolve(typeof bound === "object" && bound !== null ? bound.port : wanted));
    });
  });
}
