import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { waitUntil } from "../../system/wait.ts";
import { tell } from "../../terminal/streams.ts";
import { demoFolder } from "./folder.ts";

/**
 * Sees to it that no Pulumi works for the demo any more: one whose command was killed goes on by itself, and its plugins
 * outlive it. On Linux they are known by their environment and ended; elsewhere the one that holds the state's lock is awaited.
 */
export async function endPulumi(): Promise<void> {
  if (process.platform !== "linux") return lockReleased();
  for (const signal of ["SIGTERM", "SIGKILL"] as const) {
    const pids = await demoProcesses();
    if (pids.length === 0) return;
    if (signal === "SIGTERM") tell("ending the Pulumi of an earlier run, which was interrupted");
    for (const pid of pids) send(pid, signal);
    await waitUntil(() => pids.every((pid) => !runs(pid)), { timeout: 10_000 }).catch(() => undefined);
  }
}

/** The processes, other than this one, that were started with the demo's state as Pulumi's: see proc(5), environ. */
async function demoProcesses(): Promise<number[]> {
  const mark = `PULUMI_BACKEND_URL=file://${demoFolder()}`;
  const pids = (await readdir("/proc")).map(Number).filter((pid) => pid > 0 && pid !== process.pid);
  const marked = pids.map(async (pid) => {
    const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
    return environment.split("\0").includes(mark) ? [pid] : [];
  });
  return (await Promise.all(marked)).flat();
}

// Pulumi's locks on a state in a folder: `.pulumi/locks/**.json`, with the id of the process.
async function lockReleased(): Promise<void> {
  const folder = join(demoFolder(), ".pulumi", "locks");
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  for (const file of files.filter((name) => name.endsWith(".json"))) {
    const text = await readFile(join(folder, file), "utf8").catch(() => "{}");
    const { pid } = JSON.parse(text) as { pid?: number };
    if (pid === undefined || !runs(pid)) continue;
    tell("waiting for the Pulumi of an earlier run");
    await waitUntil(() => !runs(pid), { timeout: 600_000, what: `the end of Pulumi's process ${pid}` });
  }
}

function runs(pid: number): boolean {
  return send(pid, 0);
}

function send(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
}
