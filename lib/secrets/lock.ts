import { setTimeout } from "node:timers/promises";
import { ProblemError } from "../core/problem.ts";
import { errorCode, unwritable } from "../system/atomic.ts";

// A writer holds the lock for some milliseconds. One that was killed leaves it behind: it is taken over once it is
// STALE old, so waiting outlasts it. Both in milliseconds.
const STALE = 5_000;
const PATIENCE = 15_000;

/**
 * Runs `action` while no other process holds the lock of `path` (the folder `<path>.lock`). A lock of its kind keeps two
 * writers apart but for one case: a process stopped for seconds (its lock is then taken over), or two that take over the
 * same stale lock in the same instant. Whoever must not lose even then compares before publishing, and throws {@link busy}.
 * @throws ProblemError HL813 if the lock is not to be had in 15 s, HL814 if its folder is not writable.
 */
export async function withLock<T>(path: string, action: () => Promise<T>): Promise<T> {
  const release = await takeLock(path);
  try {
    return await action();
  } finally {
    // Releasing fails only for a lock that was taken over, and then there is none to release.
    await release().catch(() => undefined);
  }
}

async function takeLock(path: string): Promise<() => Promise<void>> {
  // Imported only here: a command that writes no secret does not pay for loading it.
  const { lock } = await import("proper-lockfile");
  for (const end = Date.now() + PATIENCE; ; ) {
    try {
      return await lock(path, { realpath: false, stale: STALE, onCompromised: () => undefined });
    } catch (error) {
      // The package's own retries would wait for a full disk or a missing permission to pass, too.
      if (errorCode(error) !== "ELOCKED") throw unwritable(path, error);
      if (Date.now() > end) throw busy(path);
    }
    await setTimeout(20 + Math.random() * 80);
  }
}

/** The problem (HL813) that another process is writing the same file. */
export function busy(path: string): ProblemError {
  return new ProblemError(
    {
      code: "HL813",
      level: "error",
      message: `${path} is being written by another process. Nothing was changed.`,
      fix: "Run the command again when the other one is done.",
    },
    1,
  );
}
