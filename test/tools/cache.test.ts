import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { cacheDir } from "../../lib/system/cache-dir.ts";
import { install } from "../../lib/tools/cache.ts";
import { compiled } from "../child.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "cache-test-"));
  vi.stubEnv("XDG_CACHE_HOME", root);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(root, { recursive: true, force: true });
});

const child = await compiled(fileURLToPath(new URL("install-child.ts", import.meta.url)));

interface Running {
  readonly process: ChildProcess;
  /** Resolves with the first line of the child's that starts so. */
  line(start: string): Promise<string>;
}

function start(): Running {
  const process = spawn("node", [child, join(root, "gate"), join(root, "log")], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said: string[] = [];
  const lines = createInterface({ input: process.stdout }).on("line", (line) => said.push(line));
  return {
    process,
    async line(start) {
      for (;;) {
        const found = said.find((line) => line.startsWith(start));
        if (found !== undefined) return found;
        await once(lines, "line");
      }
    },
  };
}

const place = () => join(root, "homelab-stacks", "tool", "1.0.0");
const openGate = () => writeFileSync(join(root, "gate"), "");

test("the cache lies where the XDG specification says", () => {
  expect(cacheDir()).toBe(join(root, "homelab-stacks"));
  vi.stubEnv("XDG_CACHE_HOME", "relative");
  expect(cacheDir()).toBe(join(homedir(), ".cache", "homelab-stacks"));
});

test("a tool is made once", async () => {
  const make = vi.fn(async (folder: string) => writeFileSync(join(folder, "program"), "whole"));
  expect(await install("tool", "1.0.0", make)).toBe(place());
  expect(await install("tool", "1.0.0", make)).toBe(place());
  expect(make).toHaveBeenCalledTimes(1);
  expect(readFileSync(join(place(), "program"), "utf8")).toBe("whole");
});

test("a make that fails leaves nothing, and the next one is undisturbed", async () => {
  const failing = install("tool", "1.0.0", async (folder) => {
    writeFileSync(join(folder, "half"), "");
    throw new Error("no network");
  });
  await expect(failing).rejects.toThrow("no network");
  expect(readdirSync(join(root, "homelab-stacks", "tool"))).toEqual([]);
  await install("tool", "1.0.0", async (folder) => writeFileSync(join(folder, "program"), ""));
  expect(readdirSync(place())).toEqual(["program"]);
});

test("two processes that want a tool at once make it once", async () => {
  const first = start();
  await first.line("making");
  const second = start();
  expect(await second.line("progress")).toBe("progress: waiting for another process that makes tool 1.0.0");
  expect(existsSync(place())).toBe(false);
  openGate();
  expect(await Promise.all([first.line("place"), second.line("place")])).toEqual(Array(2).fill(`place: ${place()}`));
  expect(readFileSync(join(root, "log"), "utf8")).toBe("made\n");
  expect(readdirSync(place())).toEqual(["half", "whole"]);
}, 60_000);

test("a process killed in the middle leaves no tool, and the next one makes it whole and clears up", async () => {
  const killed = start();
  await killed.line("making");
  killed.process.kill("SIGKILL");
  await once(killed.process, "exit");
  expect(existsSync(place())).toBe(false);
  await install("tool", "1.0.0", async (folder) => writeFileSync(join(folder, "whole"), ""));
  expect(readdirSync(place())).toEqual(["whole"]);
  expect(readdirSync(join(root, "homelab-stacks", "tool"))).toEqual(["1.0.0"]);
}, 60_000);
