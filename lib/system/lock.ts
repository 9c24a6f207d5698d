import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { check, lock } from "proper-lockfile";
import { cacheDir } from "./cache-dir.ts";
import type { ToolOptions } from "./progress.ts";

// A process that was killed leaves its lock behind; it is taken over this long after its last sign of life (milliseconds).
const STALE = 20_000;

/**
 * Takes a lock of this user on this machine, waiting for whoever holds it, and answers how to give it back.
 *
 * @param name a name of a file in the cache folder
 */
export async function takeLock(name: string, { onProgress }: ToolOptions = {}): Promise<() => Promise<void>> {
  const file = join(cacheDir(), name);
  await mkdir(cacheDir(), { recursive: true });
  if (await check(file, { realpath: false, stale: STALE })) onProgress?.(`waiting for another process (${file}.lock)`);
  const release = await lock(file, {
    realpath: false,
    stale: STALE,
    retries: { forever: true, minTimeout: 100, maxTimeout: 1000 },
    onCompromised: (error) => onProgress?.(`the lock ${file}.lock was lost: ${error.message}`),
  });
  // A lock that was lost is no longer ours to release.
  return () => release().catch(() => {});
}

/** Does a work while holding the lock of that name. */
export async function withLock<T>(name: string, work: () => Promise<T>, options: ToolOptions = {}): Promise<T> {
  const release = await takeLock(name, options);
  try {
    return await work();
  } finally {
    await release();
  }
}
