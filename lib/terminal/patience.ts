import { beforeWriting, isLive, streams, writeError } from "./streams.ts";

/** Milliseconds of silence after which it is said that work goes on. */
const limit = 1500;

/** How many somebody else has the terminal: a prompt, an editor, a live table. */
let busy = 0;

/**
 * Says on standard error that a command is at work whenever it has been silent for a while: on a terminal by a line that
 * counts the seconds and goes away, elsewhere by a line now and then.
 *
 * @param name the command, as its user calls it
 * @param inLogs whether it is also said where there is no terminal. Default: true
 * @returns what ends it
 */
export function watchSilence(name: string, inLogs = true): () => void {
  const stream = streams().stderr;
  const live = isLive(stream);
  if (!live && !inLogs) return () => {};
  const begun = Date.now();
  let [last, shown, wait] = [begun, false, limit];
  const clear = () => {
    if (shown) stream.write("\r\u001b[2K");
    shown = false;
  };
  const forget = beforeWriting(() => {
    clear();
    [last, wait] = [Date.now(), limit];
  });
  const clock = setInterval(() => {
    const now = Date.now();
    if (busy > 0) last = now;
    if (now - last < wait) return;
    const line = `${name}: at work for ${Math.round((now - begun) / 1000)} s`;
    if (live) {
      stream.write(`\r\u001b[2K${line.slice(0, (stream.columns || 80) - 1)}`);
      shown = true;
    } else {
      const next = wait * 3;
      writeError(`${line}\n`);
      wait = next;
    }
  }, 500);
  clock.unref();
  return () => {
    clearInterval(clock);
    forget();
    clear();
  };
}

/** Does work that has the terminal to itself. */
export async function undisturbed<T>(work: () => Promise<T>): Promise<T> {
  busy++;
  try {
    return await work();
  } finally {
    busy--;
  }
}
