import pWaitFor from "p-wait-for";

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
  let last: unknown;
  const look = async () => {
    try {
      const value = await condition();
      last = undefined;
      // In a box: the library takes no value that counts as false.
      return value !== undefined && value !== false && pWaitFor.resolveWith({ value });
    } catch (error) {
      last = error;
      return false;
    }
  };
  try {
    return (await pWaitFor<{ value: T }>(look, { interval: every, timeout })).value;
  } catch {
    const why = last instanceof Error ? `: ${last.message}` : "";
    throw new Error(`waited ${timeout / 1000} s for ${what}${why}`, { cause: last });
  }
}
