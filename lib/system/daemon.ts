import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheDir } from "./cache-dir.ts";
import { daemonEnvironment } from "./environment.ts";
import { lastLines } from "./exec.ts";
import { waitUntil } from "./wait.ts";

/**
 * A program that this project starts and leaves running: in a session of its own, so that it outlives the command that
 * started it and gets no Ctrl-C meant for that. Its pid file and its log lie in `<cacheDir()>/run`. Linux only (it reads /proc).
 */
export interface Daemon {
  /** What the files are called. */
  readonly name: string;
  /** The program, as it is started: also how a process is known to be this one when its pid was given to another since. */
  readonly command: string;
}

const file = (daemon: Daemon, extension: string) => join(cacheDir(), "run", `${daemon.name}.${extension}`);

/** The file that holds all that the daemon said since it was started last. */
export function daemonLog(daemon: Daemon): string {
  return file(daemon, "log");
}

/** The end of the log. */
export function daemonSaid(daemon: Daemon, lines = 8): string {
  return lastLines(read(daemonLog(daemon)) ?? "", lines);
}

/** The id of the daemon's process, where this project started one that runs. */
export function daemonPid(daemon: Daemon): number | undefined {
  const pid = Number(read(file(daemon, "pid")));
  return Number.isInteger(pid) && pid > 0 && runs(daemon, pid) ? pid : undefined;
}

/** Starts the daemon. Whether it does its work is for the caller to await: it may still end at once. */
export function startDaemon(daemon: Daemon, args: readonly string[], env: Readonly<Record<string, string>> = {}): void {
  mkdirSync(join(cacheDir(), "run"), { recursive: true, mode: 0o700 });
  const log = openSync(daemonLog(daemon), "w", 0o600);
  const child = spawn(daemon.command, args, {
    detached: true,
    cwd: "/",
    stdio: ["ignore", log, log],
    env: daemonEnvironment(env),
  });
  closeSync(log);
  // That it could not be started shows as a daemon that does not run; the log says why.
  child.on("error", (error) => writeFileSync(daemonLog(daemon), `${error.message}\n`));
  child.unref();
  if (child.pid !== undefined) writeFileSync(file(daemon, "pid"), `${child.pid}\n`);
}

/**
 * Ends the daemon that this project started, and waits until it is gone. What somebody else started is never touched.
 *
 * @returns whether there was one to stop
 */
export async function stopDaemon(daemon: Daemon): Promise<boolean> {
  const pid = daemonPid(daemon);
  if (pid !== undefined) {
    const gone = () => hasEnded(pid);
    process.kill(pid, "SIGTERM");
    await waitUntil(gone, { timeout: 60_000 }).catch(() => process.kill(pid, "SIGKILL"));
    await waitUntil(gone, { timeout: 10_000, what: `the end of ${daemon.command} (process ${pid})` });
  }
  rmSync(file(daemon, "pid"), { force: true });
  return pid !== undefined;
}

// A process that is ending, or was not yet waited for, has an empty command line.
function runs(daemon: Daemon, pid: number): boolean {
  return read(`/proc/${pid}/cmdline`)?.split("\0")[0] === daemon.command;
}

// Ended for good: its files and ports are free. What is left of one that nobody has waited for yet (state Z, see
// proc_pid_stat(5); after the name in parentheses) counts as ended; one that is still letting go of them does not.
function hasEnded(pid: number): boolean {
  const stat = read(`/proc/${pid}/stat`);
  return stat === undefined || /^[ZX]$/.test(stat.slice(stat.lastIndexOf(")") + 2)[0] ?? "");
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
