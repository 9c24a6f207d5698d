import { createHash } from "node:crypto";
import { existsSync, readFileSync, statSync } from "node:fs";
import { chmod, mkdir, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";
import { ProblemError } from "../core/problem.ts";
import { passphraseName } from "../model/index.ts";
import { writeAtomic } from "../system/atomic.ts";
import { cacheDir } from "../system/cache-dir.ts";

export { passphraseName };

/** How it is made. */
export const passphrase = {
  name: passphraseName,
  generate: { length: 40, alphabet: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" },
  consumers: ["pulumi"],
};

/** Whether Pulumi's state of a homelab was encrypted with a passphrase: its settings then have the salt. */
export function hasEncryptedState(root: string, stack: string): boolean {
  const file = join(root, `Pulumi.${stack}.yaml`);
  return existsSync(file) && /^encryptionsalt:/m.test(readFileSync(file, "utf8"));
}

/** HL824: the state was encrypted with a passphrase, and it is in neither the store nor the environment. */
export function passphraseMissing(stack: string): ProblemError {
  return new ProblemError(
    {
      code: "HL824",
      level: "error",
      message: `Pulumi's state of ${stack} is encrypted, and its passphrase (${passphraseName}) is not in the store`,
      fix: `restore secrets.age from git, or set PULUMI_CONFIG_PASSPHRASE where you gave one of your own; if it is lost, remove Pulumi.${stack}.yaml and .pulumi: the next \`homelab up\` takes over what runs`,
    },
    1,
  );
}

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
