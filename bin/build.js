#!/usr/bin/env node
// Builds lib/ into dist/, for the command in a clone and for publishing. Two processes at once never see half a dist:
// one builds beside it, the other waits.
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
const lock = join(root, "dist.lock");

/** Packages of many files, of which each costs time to find and read. */
const bundled = ["commander", "ini", "semver", "smol-toml", "yaml", "zod"];

/** What is run by itself, by its place in dist. */
const entries = {
  index: "lib/index.ts",
  testing: "lib/testing.ts",
  pulumi: "lib/pulumi.ts",
  "cli/start": "lib/cli/start.ts",
  "cli/compile-cache": "lib/cli/compile-cache.ts",
  "cli/program": "lib/apply/program.ts",
};

/** How long a lock may stand before its owner counts as killed: a build takes some seconds. */
const staleAfter = 120_000;

/** Builds if anything has changed since the last build. Answers whether there is a build to run. */
export async function ensureBuilt() {
  if (isFresh()) return true;
  await takeLock();
  try {
    return isFresh() || (await build());
  } catch (error) {
    process.stderr.write(`homelab could not be built: ${error.message}\n`);
    return false;
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
}

function isFresh() {
  return readStamp()?.key === fingerprint();
}

/** Every source's name, size and time of change: a deleted or an older file counts as a change, too. */
function fingerprint() {
  const hash = createHash("sha256");
  for (const name of ["package.json", "bin/build.js", ...sources()]) {
    const { size, mtimeMs } = statSync(join(root, name));
    hash.update(`${name} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex");
}

function sources() {
  return readdirSync(join(root, "lib"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".ts"))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length))
    .sort();
}

async function build() {
  process.stderr.write("homelab: building, since lib/ has changed\n");
  const key = fingerprint();
  const next = join(root, `dist.next-${process.pid}`);
  try {
    await bundle(next);
    publish(next, key);
    return true;
  } finally {
    rmSync(next, { recursive: true, force: true });
  }
}

/**
 * Moves a build into dist. A chunk is named after its content, and what refers to chunks moves after them, so whoever runs
 * meanwhile finds a whole build, old or new. The chunks of the build before stay for those who still run it.
 */
function publish(next, key) {
  for (const folder of ["chunks", "cli"]) mkdirSync(join(dist, folder), { recursive: true });
  const chunks = readdirSync(join(next, "chunks"));
  const files = Object.keys(entries).map((name) => `${name}.js`);
  for (const name of [...chunks.map((chunk) => join("chunks", chunk)), ...files]) {
    renameSync(join(next, name), join(dist, name));
  }
  const kept = new Set([...chunks, ...(readStamp()?.chunks ?? [])]);
  for (const name of readdirSync(join(dist, "chunks"))) if (!kept.has(name)) rmSync(join(dist, "chunks", name));
  writeFileSync(join(next, "stamp"), JSON.stringify({ key, chunks }));
  renameSync(join(next, "stamp"), join(dist, ".stamp"));
}

function readStamp() {
  try {
    return JSON.parse(readFileSync(join(dist, ".stamp"), "utf8"));
  } catch {
    return undefined;
  }
}

/**
 * A few files in place of some hundreds, which halves the time to start. The library and the command share their parts, so
 * that a definition and the command have the same classes. Types are what `npm run typecheck` is for.
 */
async function bundle(outdir) {
  const { build } = await import("esbuild").catch(() => {
    throw new Error("the build tools are not installed; run `npm ci` in the clone");
  });
  const { dependencies } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const external = Object.keys(dependencies).filter((name) => !bundled.includes(name));
  await build({
    absWorkingDir: root,
    entryPoints: entries,
    outdir,
    // As deep below the root as lib's own folders are, for what is found relative to a module's place.
    chunkNames: "chunks/[name]-[hash]",
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    external: [...external, "@pulumi/*"],
    logLevel: "silent",
    // For the bundled packages that are CommonJS.
    banner: {
      js: 'import { createRequire as $createRequire } from "node:module"; const require = $createRequire(import.meta.url);',
    },
  }).catch((error) => {
    const places = (error.errors ?? []).map(({ text, location }) => `${location?.file}:${location?.line} ${text}`);
    throw new Error(places.length > 0 ? `lib/ does not compile:\n${places.join("\n")}` : error.message);
  });
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
