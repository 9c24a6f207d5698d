import { setTimeout as pause } from "node:timers/promises";

/** How long a condition is awaited, and what the message calls it when it does not come. */
export interface WaitOptions {
  /** Milliseconds. Default: 60 000. */
  readonly timeout?: number;
  /** Milliseconds between two looks. Default: 100. */
  readonly every?: number;
  /** What is awaited, as in "waited 60 s for <what>". Default: "a condition". */
  readonly what?: string;
}

/**
 * Looks at a condition again and again until it holds, and answers what it gave. A condition holds when it gives anything
 * but `undefined` or `false`; one that throws does not hold yet.
 *
 * @throws Error past the deadline, with the last error of the condition as its cause
 */
export async function waitUntil<T>(
  condition: () => T | undefined | false | Promise<T | undefined | false>,
  { timeout = 60_000, every = 100, what = "a condition" }: WaitOptions = {},
): Promise<T> {
  const deadline = performance.now() + timeout;
  for (;;) {
    let cause: unknown;
    try {
      const value = await condition();
      if (value !== undefined && value !== false) return value;
    } catch (error) {
      cause = error;
    }
    if (performance.now() >= deadline) {
      const last = cause instanceof Error ? `: ${cause.message}` : "";
      throw new Error(`waited ${timeout / 1000} s for ${what}${last}`, { cause });
    }
    await pause(every);
  }
}
