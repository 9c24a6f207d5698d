import { randomUUID } from "node:crypto";
import { link, open, readdir, rename, rm, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { ProblemError } from "../core/problem.ts";
import { temporaryFile } from "./temporary.ts";

/** How {@link writeAtomic} writes. */
export interface WriteOptions {
  /** The new file's permissions, 0600 by default: the umask neither widens nor narrows them. */
  readonly mode?: number;
  /** Called when all is written, right before the new file takes the old one's place; throwing leaves the old one. */
  readonly guard?: () => Promise<void>;
}

/**
 * Replaces a file whole or not at all: a temporary file in the same folder (`.<name>.<uuid>.tmp`), fsync, rename, fsync
 * of the folder. A kill or a full disk at any moment leaves the old file or the new one.
 * @throws ProblemError HL814 if it cannot be written, and the file is then as it was; and what `guard` throws.
 */
export async function writeAtomic(path: string, content: string, options: WriteOptions = {}): Promise<void> {
  try {
    await withTemporary(path, content, options.mode ?? 0o600, async (temporary) => {
      await options.guard?.();
      await rename(temporary, path);
    });
  } catch (error) {
    throw error instanceof ProblemError ? error : unwritable(path, error);
  }
}

/**
 * Like {@link writeAtomic} with mode 0600, for a file that must not exist yet.
 * @returns whether it was made; false if it was already there, and then it is as it was.
 */
export async function createAtomic(path: string, content: string): Promise<boolean> {
  try {
    await withTemporary(path, content, 0o600, async (temporary) => {
      await link(temporary, path);
      await unlink(temporary);
    });
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw unwritable(path, error);
  }
}

/** Removes the temporary files that killed writers of `path` left. Call it only while no other writer can be at work. What cannot be removed stays. */
export async function sweepTemporaries(path: string): Promise<void> {
  const prefix = `.${basename(path)}.`;
  const names = await readdir(dirname(path)).catch(() => []);
  const left = names.filter((name) => name.startsWith(prefix) && name.endsWith(".tmp"));
  await Promise.all(left.map((name) => rm(join(dirname(path), name), { force: true }).catch(() => undefined)));
}

/** The `code` of a system error (`ENOENT`), if it is one. */
export function errorCode(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

async function withTemporary(
  path: string,
  content: string,
  mode: number,
  publish: (temporary: string) => Promise<void>,
): Promise<void> {
  const { path: temporary, remove } = temporaryFile(join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`));
  try {
    const file = await open(temporary, "wx", 0o600);
    try {
      await file.writeFile(content);
      await file.chmod(mode);
      await file.sync();
    } finally {
      await file.close();
    }
    await publish(temporary);
  } finally {
    // It has its place by now, or is not wanted.
    remove();
  }
  await syncFolder(dirname(path));
}

/** Makes the new name outlast a power cut. Some file systems cannot; the file is complete under its name either way. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  await handle?.sync().catch(() => undefined);
  await handle?.close();
}

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  EROFS: "the file system is read-only",
  EACCES: "permission is denied",
  EPERM: "permission is denied",
  ENOENT: "its folder does not exist",
  ENOTDIR: "its folder is not a folder",
};

/** What a system error says to a person: `the disk is full`. */
export function reason(error: unknown): string {
  const code = errorCode(error);
  return REASONS[code ?? ""] ?? code ?? "it failed";
}

/** The problem (HL814) that `path` could not be written, from the system's error. */
export function unwritable(path: string, error: unknown): ProblemError {
  return new ProblemError(
    {
      code: "HL814",
      level: "error",
      message: `${path} could not be written: ${reason(error)}. What was there is untouched.`,
      fix: "Make room or grant access in that folder, then run the command again.",
    },
    1,
  );
}
