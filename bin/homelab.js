#!/usr/bin/env node
// The command. As published it runs what was built; in a clone it first builds what has changed since.
import { existsSync } from "node:fs";

const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`homelab needs Node 20.19 or newer, and this is Node ${process.versions.node}.\n`);
  process.exit(2);
}

// What installs and builds gets no key of the store.
const { HOMELAB_AGE_KEY: key } = process.env;
delete process.env.HOMELAB_AGE_KEY;
// What builds the clone is not published.
if (existsSync(new URL("../tsconfig.build.json", import.meta.url))) {
  const { ensurePackages } = await import("./packages.js");
  if (!ensurePackages()) process.exit(1);
  const { ensureBuilt } = await import("./build.js");
  if (!(await ensureBuilt())) process.exit(1);
}
if (key !== undefined) process.env.HOMELAB_AGE_KEY = key;
await import("../dist/cli/compile-cache.js");
const { start } = await import("../dist/cli/start.js");
await start(process.argv.slice(2));
