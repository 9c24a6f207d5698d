import { mkdir, readFile, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { type Problem, ProblemError } from "../core/problem.ts";
import { createAtomic, errorCode, reason } from "../system/atomic.ts";
import type { Environment } from "../system/environment.ts";
import { askForKey, heldKey } from "./key.ts";

/** The private keys that open the store, and where they came from. Printing one shows no key. */
export class Identity {
  /** `HOMELAB_AGE_KEY`, or the path of the file. */
  readonly origin: string;
  readonly #keys: readonly string[];

  constructor(origin: string, keys: readonly string[]) {
    this.origin = origin;
    this.#keys = keys;
  }

  /** The keys, `AGE-SECRET-KEY-1...` each. Never print one. */
  keys(): readonly string[] {
    return this.#keys;
  }

  /** The public side of every key, `age1...` each, in the keys' order. */
  async recipients(): Promise<string[]> {
    const { identityToRecipient } = await import("age-encryption");
    return await Promise.all(this.#keys.map((key) => identityToRecipient(key)));
  }
}

/** Where the identity lies when the environment names none: `$XDG_CONFIG_HOME/homelab-stacks/identity.txt`, by default under `~/.config`. */
export function defaultIdentityPath(env: Environment = process.env): string {
  // The XDG base directory specification: a relative path in the variable is to be ignored.
  const configured = env["XDG_CONFIG_HOME"];
  const config = configured?.startsWith("/") ? configured : join(env["HOME"] || homedir(), ".config");
  return join(config, "homelab-stacks", "identity.txt");
}

/**
 * Finds the identity: the file that HOMELAB_AGE_KEY_FILE names, else the key in HOMELAB_AGE_KEY, else the default file.
 * The form is age-keygen's: one key a line, `#` comments.
 * @returns nothing if none of the three is there.
 * @throws ProblemError HL804 if the file is open to others, HL805 if it holds no key, HL803 if a named file is not there.
 */
export async function findIdentity(env: Environment = process.env): Promise<Identity | undefined> {
  const named = env["HOMELAB_AGE_KEY_FILE"];
  if (named !== undefined) {
    const identity = named === "" ? undefined : await readIdentity(named);
    if (identity !== undefined) return identity;
    throw new ProblemError({
      code: "HL803",
      level: "error",
      message: `HOMELAB_AGE_KEY_FILE names ${JSON.stringify(named)}, which does not exist.`,
      fix: `Correct it, or unset it to use ${defaultIdentityPath(env)}.`,
    });
  }
  const key = env["HOMELAB_AGE_KEY"] ?? (env === process.env ? heldKey() : undefined);
  if (key !== undefined) return await parseIdentity(key, "HOMELAB_AGE_KEY");
  return await readIdentity(defaultIdentityPath(env));
}

/**
 * Makes the identity at its default place, mode 0600 in a folder of mode 0700. One that is there already is kept.
 * @returns the identity, and, if it was made now, a warning (HL818) to back it up.
 */
export async function makeIdentity(env: Environment = process.env): Promise<{ identity: Identity; warning?: Problem }> {
  const { generateX25519Identity, identityToRecipient } = await import("age-encryption");
  const path = defaultIdentityPath(env);
  const key = await generateX25519Identity();
  const text = `# created: ${new Date().toISOString()}\n# public key: ${await identityToRecipient(key)}\n${key}\n`;
  await mkdir(dirname(path), { recursive: true, mode: 0o700 }).catch((error) => {
    throw unreadable(path, `its folder could not be made: ${reason(error)}`);
  });
  const made = await createAtomic(path, text);
  const identity = made ? new Identity(path, [key]) : await readIdentity(path);
  if (identity === undefined) throw unreadable(path, "it vanished");
  if (!made) return { identity };
  const warning: Problem = {
    code: "HL818",
    level: "warning",
    message: `A new identity was made: ${path}. Whoever has it reads every secret; without it nobody does.`,
    fix: "Copy it to a safe place outside this machine now, for instance a password manager.",
  };
  return { identity, warning };
}

async function readIdentity(path: string): Promise<Identity | undefined> {
  let text: string;
  try {
    const found = await stat(path);
    const { mode } = found;
    if ((mode & 0o077) !== 0) {
      throw new ProblemError({
        code: "HL804",
        level: "error",
        message: `The identity ${path} is open to other users (mode ${(mode & 0o777).toString(8).padStart(4, "0")}).`,
        fix: `Close it with chmod 600 ${path}; if others could have read it, make a new one and rekey.`,
      });
    }
    text = found.isSocket() ? await askForKey(path) : await readFile(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    if (error instanceof ProblemError) throw error;
    throw unreadable(path, reason(error));
  }
  return await parseIdentity(text, path);
}

async function parseIdentity(text: string, origin: string): Promise<Identity> {
  const keys = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  const identity = new Identity(origin, keys);
  // A key that has no public side is no key; the library's message is dropped, since it may hold part of it.
  const valid = await identity.recipients().catch(() => []);
  if (valid.length > 0) return identity;
  throw new ProblemError({
    code: "HL805",
    level: "error",
    message: `${origin} holds no usable age identity.`,
    fix: "It should be a line that begins with AGE-SECRET-KEY-1, as age-keygen prints it.",
  });
}

function unreadable(path: string, why: string): ProblemError {
  const fix = "Grant access to it, or name another with HOMELAB_AGE_KEY_FILE.";
  return new ProblemError({ code: "HL803", level: "error", message: `The identity ${path}: ${why}.`, fix }, 1);
}
