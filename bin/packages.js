#!/usr/bin/env node
// Installs the npm packages of a clone that has none yet, so that no command needs a step before it.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Answers whether the packages are there. npm writes the file last that is looked for here: a broken install is done again. */
export function ensurePackages() {
  if (existsSync(join(root, "node_modules", ".package-lock.json"))) return true;
  process.stderr.write("homelab: installing the npm packages (npm ci)\n");
  // What packages run as they are installed gets no key of the store.
  const { HOMELAB_AGE_KEY, HOMELAB_AGE_KEY_FILE, ...env } = process.env;
  const { status, error } = spawnSync("npm", ["ci", "--no-progress"], { cwd: root, stdio: ["ignore", 2, 2], env });
  if (status === 0) return true;
  process.stderr.write(
    `homelab: npm ci failed${error ? `: ${error.message}` : ""}; fix what it says above, then try again.\n`,
  );
  return false;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.exitCode = ensurePackages() ? 0 : 1;
}
