import { existsSync } from "node:fs";
import * as z from "zod";
import { type Problem, ProblemError } from "../core/problem.ts";
import { type Daemon, daemonLog, daemonPid, daemonSaid, startDaemon, stopDaemon } from "../system/daemon.ts";
import { inOneLine, tryExec } from "../system/exec.ts";
import { withLock } from "../system/lock.ts";
import type { ToolOptions } from "../system/progress.ts";
import { waitUntil } from "../system/wait.ts";
import { distribution } from "./apt.ts";
import { canInstallDocker, howToInstallDocker, installDocker } from "./docker-install.ts";

/** A Docker Engine that answers. */
export interface Docker {
  /** Where it is: the endpoint of DOCKER_HOST, or else of the chosen context (`unix:///var/run/docker.sock`). */
  readonly host: string;
  /** The engine's version (`26.1.5+dfsg1`). */
  readonly version: string;
  /** The version of the `docker` command. */
  readonly client: string;
  /** What containers run on, as the engine names it (`linux/amd64`). */
  readonly platform: string;
}

/** What {@link ensureDocker} may be told. */
export interface EnsureDockerOptions extends ToolOptions {
  /** Whether Docker may be installed where there is none and this process can. Default: true. */
  readonly install?: boolean;
}

/** Where an engine of this machine listens by default. */
export const localSockets: readonly string[] = ["unix:///var/run/docker.sock", "unix:///run/docker.sock"];
const DOCKERD: Daemon = { name: "dockerd", command: "dockerd" };

const Version = z.object({
  Client: z.object({ Version: z.string() }),
  Server: z.object({ Version: z.string(), Os: z.string(), Arch: z.string() }).nullish(),
});

/**
 * Asks the engine that DOCKER_HOST, or else the chosen context, names. The client negotiates the API's version itself, so
 * it may be newer or older than the engine.
 *
 * @returns the engine, or what is wrong: HL900 no `docker` command or nobody at the local socket, HL901 no permission,
 *   HL902 the engine that was named does not answer
 */
export async function askDocker(): Promise<Docker | Problem> {
  const named = process.env["DOCKER_HOST"];
  const asked = await tryExec("docker", ["version", "--format", "{{json .}}"], { timeout: 30_000 });
  if (asked.code === 127) return noDocker("The `docker` command was not found.", named);
  const host = await dockerEndpoint();
  const answer = parse(asked.stdout);
  if (answer?.Server != null) {
    const { Version: version, Os, Arch } = answer.Server;
    return { host, version, client: answer.Client.Version, platform: `${Os}/${Arch}` };
  }
  if (host.startsWith("unix:") && /permission denied/i.test(asked.stderr)) return denied(host);
  if (localSockets.includes(host)) return noDocker(`No Docker Engine answers at ${host}.`);
  const message = `The Docker Engine at ${host === "" ? "the chosen context" : host} does not answer: ${inOneLine(asked.stderr)}`;
  const fix = "Start it, or choose another with DOCKER_HOST or `docker context use`.";
  return { code: "HL902", level: "error", message, fix };
}

/** The engine that answers. @throws {ProblemError} the problem of {@link askDocker} */
export async function findDocker(): Promise<Docker> {
  const answer = await askDocker();
  if ("code" in answer) throw new ProblemError(answer, 1);
  return answer;
}

/**
 * The engine that answers; where none does at the local socket, the one that is started now, and installed before where
 * need be. Where systemd runs it starts the engine; elsewhere `dockerd` becomes a process of its own, which
 * {@link stopDocker} ends. An engine elsewhere that was named and does not answer is never replaced by a local one.
 *
 * @throws {ProblemError} HL900 nothing to start and nothing that may be installed, HL901, HL902 as {@link askDocker} says,
 *   HL903 the installation failed, HL904 the engine did not come up
 */
export async function ensureDocker(options: EnsureDockerOptions = {}): Promise<Docker> {
  const answer = await askDocker();
  if (!("code" in answer)) return answer;
  if (answer.code !== "HL900") throw new ProblemError(answer, 1);
  return withLock("docker", () => bringUp(options), options);
}

/** Whether this project started the engine that runs here, as a process of its own. */
export function startedDocker(): boolean {
  return daemonPid(DOCKERD) !== undefined;
}

/** Ends the engine that {@link ensureDocker} started as a process of its own; any other is left alone. @returns whether there was one */
export function stopDocker(): Promise<boolean> {
  return withLock("docker", () => stopDaemon(DOCKERD));
}

async function bringUp({ install = true, onProgress }: EnsureDockerOptions): Promise<Docker> {
  const answer = await askDocker();
  if (!("code" in answer)) return answer;
  const tools = onProgress === undefined ? {} : { onProgress };
  if (!(await has("dockerd")) || !(await has("docker"))) {
    if (!install || !canInstallDocker()) throw new ProblemError(answer, 1);
    await installDocker(tools);
  }
  if (process.getuid?.() !== 0) throw new ProblemError(answer, 1);
  onProgress?.("starting the Docker Engine");
  const systemd = existsSync("/run/systemd/system");
  if (systemd) await tryExec("systemctl", ["start", "docker"]);
  else if (!startedDocker()) startDaemon(DOCKERD, [], { PATH: `${process.env["PATH"] ?? ""}:/usr/sbin:/sbin` });
  return waitUntil(() => answering(!systemd), { timeout: 60_000 }).then(
    (docker) => docker ?? fail(daemonSaid(DOCKERD)),
    () => fail(systemd ? "see `journalctl -u docker`" : daemonSaid(DOCKERD)),
  );
}

// The engine once it answers; null where its process has ended instead; undefined while neither has happened.
async function answering(ownProcess: boolean): Promise<Docker | null | undefined> {
  if (ownProcess && !startedDocker()) return null;
  const answer = await askDocker();
  return "code" in answer ? undefined : answer;
}

function fail(said: string): never {
  const message = `The Docker Engine did not come up: ${said}`;
  throw new ProblemError(
    { code: "HL904", level: "error", message, fix: `Read ${daemonLog(DOCKERD)}, and try again.` },
    1,
  );
}

async function noDocker(message: string, named?: string): Promise<Problem> {
  const elsewhere = named !== undefined && named !== "" && !localSockets.includes(named);
  if (elsewhere) {
    const fix = `Install Docker's client (the engine itself is at ${named}).`;
    return { code: "HL902", level: "error", message, fix };
  }
  const fix =
    (await has("dockerd")) && (await has("docker"))
      ? "It is installed: start it (`sudo systemctl start docker`), or run this command as root, which does."
      : howToInstallDocker(process.platform, distribution());
  return { code: "HL900", level: "error", message, fix };
}

function denied(host: string): Problem {
  const message = `This user may not talk to the Docker Engine at ${host}.`;
  const fix = "Run this as root, or add the user to the group `docker` (which is as good as root) and log in again.";
  return { code: "HL901", level: "error", message, fix };
}

/**
 * Where the `docker` command goes: `docker context inspect` takes DOCKER_HOST, DOCKER_CONTEXT and `docker context use` into
 * account. Empty where there is no such command.
 */
export async function dockerEndpoint(): Promise<string> {
  const format = "{{.Endpoints.docker.Host}}";
  return (await tryExec("docker", ["context", "inspect", "--format", format], { timeout: 10_000 })).stdout.trim();
}

async function has(command: string): Promise<boolean> {
  return (
    (await tryExec(command, ["--version"], { timeout: 10_000, env: { PATH: `${process.env["PATH"]}:/usr/sbin` } }))
      .code !== 127
  );
}

function parse(text: string): z.infer<typeof Version> | undefined {
  try {
    return Version.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}
