import type { OnChange } from "../../apply/engine.ts";
import { ProblemError } from "../../core/problem.ts";
import type { Docker } from "../../host/docker.ts";
import { allInstances, type HomelabModel } from "../../model/index.ts";
import { undisturbed } from "../../terminal/patience.ts";
import { divertTelling, isLive, paintFor, streams, writeError } from "../../terminal/streams.ts";
import { hearContainers } from "./container-events.ts";
import { advance, ended, expectationsOf, type ProgressEvent, type Row } from "./progress.ts";
import { fittingLines, rowLines } from "./progress-lines.ts";
import { tellChange } from "./tell-change.ts";

/** What showing a run takes. */
export interface Shown {
  readonly model: HomelabModel;
  readonly docker: Docker;
  /** Hears the changes where there is no terminal to show them on. Default: all are told, a line each. */
  readonly plain?: OnChange;
}

/** Does work that changes the host, and shows how far it is: on a terminal a line a container, kept up to date; else line after line. */
export function showing<T>(shown: Shown, work: (onChange: OnChange) => Promise<T>): Promise<T> {
  return isLive(streams().stderr) ? undisturbed(() => live(shown, work)) : work(shown.plain ?? tellChange);
}

/** The containers of the services that problems are about. */
function containersOf(error: unknown, { stacks }: HomelabModel): ReadonlySet<string> {
  const paths = error instanceof ProblemError ? error.problems.map(({ path }) => path) : [];
  const services = stacks.flatMap(allInstances);
  return new Set(services.filter(({ path }) => paths.includes(path)).map(({ containerName }) => containerName));
}

async function live<T>({ model, docker }: Shown, work: (onChange: OnChange) => Promise<T>): Promise<T> {
  const { createLogUpdate } = await import("log-update");
  const stream = streams().stderr;
  const screen = createLogUpdate(stream);
  const print = { expected: expectationsOf(model), paint: paintFor(stream) };
  const begun = Date.now();
  let rows: readonly Row[] = [];
  const draw = () => {
    const now = Date.now();
    const { columns = 80, rows: height = 24 } = stream;
    const room = { columns, lines: Math.max(2, height - 2) };
    screen((rows.length > 0 ? fittingLines(rows, { ...print, now }, room) : [waiting(now - begun)]).join("\n"));
  };
  const waiting = (ms: number) =>
    print.paint("dim", `looking at the host ${Math.floor(ms / 1000)} s`.slice(0, stream.columns));
  const note = (event: ProgressEvent) => {
    const before = rows;
    rows = advance(rows, event, print.expected);
    if (rows !== before) draw();
  };
  const deaf = hearContainers(docker, (container, action) =>
    note({ from: "engine", container, action, at: Date.now() }),
  );
  const clock = setInterval(draw, 1000);
  draw();
  const direct = divertTelling((text) => {
    screen.clear();
    writeError(text);
    draw();
  });
  let failed: ReadonlySet<string> | undefined;
  try {
    return await work((change, done) => note({ from: "pulumi", change, done, at: Date.now() }));
  } catch (error) {
    failed = containersOf(error, model);
    throw error;
  } finally {
    deaf();
    clearInterval(clock);
    direct();
    // All of them, of which there may have been room for some.
    screen.clear();
    const now = Date.now();
    for (const line of rowLines(ended(rows, now, failed), { ...print, now })) writeError(`${line}\n`);
    // Shows the cursor again.
    screen.done();
  }
}
