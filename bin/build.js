#!/usr/bin/env node
// Builds lib/ into dist/, for the command in a clone and for publishing. Two processes at once never see half a dist:
// one builds beside it and swaps, the other waits.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const lock = join(root, "dist.lock");

/** How long a lock may stand before its owner counts as killed: a build takes some seconds. */
const staleAfter = 120_000;

/** Builds if anything has changed since the last build. Answers whether there is a build to run. */
export async function ensureBuilt() {
  if (isFresh()) return true;
  await takeLock();
  try {
    return isFresh() || build();
  } catch (error) {
    process.stderr.write(`homelab could not be built: ${error.message}\n`);
    return false;
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function isFresh() {
  const stamp = join(dist, ".stamp");
  return existsSync(stamp) && readFileSync(stamp, "utf8") === fingerprint();
}

/** Every source's name, size and time of change: a deleted or an older file counts as a change, too. */
function fingerprint() {
  const hash = createHash("sha256");
  for (const name of ["package.json", "tsconfig.json", "tsconfig.build.json", ...sources()]) {
    const { size, mtimeMs } = statSync(join(root, name));
    hash.update(`${name} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex");
}

function sources() {
  return readdirSync(join(root, "lib"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .sort();
}

function build() {
  process.stderr.write("homelab: building, since lib/ has changed\n");
  const stamp = fingerprint();
  const compiler = join(root, "node_modules", "typescript", "bin", "tsc");
  if (!existsSync(compiler)) throw new Error("TypeScript is not installed; run `npm ci` in the clone");
  const next = join(root, `dist.next-${process.pid}`);
  const old = join(root, `dist.old-${process.pid}`);
  try {
    // Types are what `npm run typecheck` is for; here they would make each first run after a change twice as long.
    const args = [compiler, "-p", join(root, "tsconfig.build.json"), "--noCheck", "--outDir", next];
    const { status, stdout, error } = spawnSync(process.execPath, args, { cwd: root, encoding: "utf8" });
    if (status !== 0) throw new Error(`lib/ does not compile:\n${error?.message ?? stdout}`);
    for (const name of sources().filter((one) => !one.endsWith(".ts"))) {
      const target = join(next, name.slice("lib/".length));
      mkdirSync(dirname(target), { recursive: true });
      copyFileSync(join(root, name), target);
    }
    writeFileSync(join(next, ".stamp"), stamp);
    if (existsSync(dist)) renameSync(dist, old);
    renameSync(next, dist);
    return true;
  } finally {
    rmSync(next, { recursive: true, force: true });
    rmSync(old, { recursive: true, force: true });
  }
}

async function takeLock() {
  for (;;) {
    try {
      mkdirSync(lock);
      return;
    } catch (error) {
      if (error.code !== "EEXIST") return;
    }
    const since = statSync(lock, { throwIfNoEntry: false })?.mtimeMs;
    if (since !== undefined && Date.now() - since > staleAfter) rmSync(lock, { recursive: true, force: true });
    await setTimeout(50);
  }
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = (await ensureBuilt()) ? 0 : 1;
}
