import { setImmediate } from "node:timers/promises";
import { endNow, endWith, refuseExit } from "../system/ending.ts";
import { flushed, keepDataPure } from "../terminal/streams.ts";
import { failLate, main } from "./main.ts";

/** Runs the command line as what this process is there for, and ends the process with its exit code. */
export async function start(args: readonly string[]): Promise<void> {
  keepDataPure();
  refuseExit();
  // Whoever reads our output may leave early (`homelab check | head`): that is no mistake of anybody.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") endNow();
      throw error;
    });
  }
  // A definition's timer may go off, and fail, at any time later.
  let late: Promise<void> | undefined;
  process.on("uncaughtException", (error) => {
    late ??= failLate(error)
      .then(endWith)
      .finally(() => flushed().finally(() => endNow()));
  });
  endWith(await main(args));
  // Node tells of what was rejected and never waited for once everything that was ready has run.
  await setImmediate();
  await late;
  await flushed();
  // At once: what a definition left running (a timer, a watcher) keeps nobody waiting.
  endNow();
}
