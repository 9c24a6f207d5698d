import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import { chmod, mkdir, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";
import { passphraseName } from "../secrets/reserved.ts";
import { writeAtomic } from "../system/atomic.ts";
import { cacheDir } from "../system/cache-dir.ts";

export { passphraseName };

/** How it is made. */
export const passphrase = {
  name: passphraseName,
  generate: { length: 40, alphabet: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" },
  consumers: ["pulumi"],
};

const fileName = /^pulumi-passphrase-[0-9a-f]{16}$/;

/**
 * Whether the user gives Pulumi a passphrase of their own, which then comes before the store's. A file that
 * {@link writePassphrase} wrote is none: it may be another project's, left in the shell.
 */
export function hasOwnPassphrase(env: NodeJS.ProcessEnv = process.env): boolean {
  const file = env["PULUMI_CONFIG_PASSPHRASE_FILE"];
  return env["PULUMI_CONFIG_PASSPHRASE"] !== undefined || (file !== undefined && !fileName.test(basename(file)));
}

/**
 * Writes a project's passphrase where a plain `pulumi` finds it (`PULUMI_CONFIG_PASSPHRASE_FILE`): a file of mode 0600, one
 * a project, in the user's runtime folder, which lies in memory and goes with the login; where there is none, in the cache.
 *
 * @returns the file's path
 * @throws ProblemError HL814 where it cannot be written
 */
export async function writePassphrase(root: string, value: string): Promise<string> {
  const project = createHash("sha256")
    .update(await realpath(root))
    .digest("hex")
    .slice(0, 16);
  const file = join(runtimeDir() ?? cacheDir(), `pulumi-passphrase-${project}`);
  const folder = dirname(file);
  if ((await mkdir(folder, { recursive: true, mode: 0o700 })) !== undefined) await chmod(folder, 0o700);
  await writeAtomic(file, value);
  return file;
}

/**
 * `$XDG_RUNTIME_DIR/homelab-stacks`. Nothing where the folder is not this user's alone, as the XDG base directory
 * specification demands: after `su` or `sudo` it may be somebody else's.
 */
function runtimeDir(): string | undefined {
  const xdg = process.env["XDG_RUNTIME_DIR"];
  if (xdg === undefined || !isAbsolute(xdg)) return undefined;
  const found = statSync(xdg, { throwIfNoEntry: false });
  const ownAlone = found?.isDirectory() && found.uid === process.getuid?.() && (found.mode & 0o077) === 0;
  return ownAlone ? join(xdg, "homelab-stacks") : undefined;
}
