import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { daemonLog, daemonPid, daemonSaid, startDaemon, stopDaemon } from "../../lib/system/daemon.ts";
import { waitUntil } from "../../lib/system/wait.ts";

const daemon = { name: "test", command: process.execPath };
let cache: string;

beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), "homelab-"));
  vi.stubEnv("XDG_CACHE_HOME", cache);
});

afterEach(async () => {
  await stopDaemon(daemon);
  vi.unstubAllEnvs();
  rmSync(cache, { recursive: true });
});

describe.runIf(process.platform === "linux")("a daemon", () => {
  it("runs in a session of its own, keeps its log, and is stopped", async () => {
    startDaemon(daemon, ["-e", "console.log('here'); setInterval(() => {}, 1000)"]);
    const pid = await waitUntil(() => (daemonSaid(daemon) === "here" ? daemonPid(daemon) : undefined));
    // Its session (the sixth field of proc_pid_stat(5)) is not this process's.
    expect(readFileSync(`/proc/${pid}/stat`, "utf8").split(" ")[5]).toBe(String(pid));
    expect(await stopDaemon(daemon)).toBe(true);
    await waitUntil(() => !existsSync(`/proc/${pid}`));
    expect(await stopDaemon(daemon)).toBe(false);
  });

  it("is not mistaken for the process that has its number now", async () => {
    startDaemon(daemon, ["-e", "setInterval(() => {}, 1000)"]);
    const pid = daemonPid(daemon);
    expect(pid).toBeDefined();
    await stopDaemon(daemon);
    // Process 1 has another program's name.
    writeFileSync(daemonLog(daemon).replace(/log$/, "pid"), "1\n");
    expect(daemonPid(daemon)).toBeUndefined();
    expect(await stopDaemon(daemon)).toBe(false);
  });

  it("that cannot be started does not run, and its log says why", async () => {
    const missing = { name: "missing", command: "no-such-program-anywhere" };
    startDaemon(missing, []);
    await waitUntil(() => daemonSaid(missing).includes("ENOENT"));
    expect(daemonPid(missing)).toBeUndefined();
  });
});
