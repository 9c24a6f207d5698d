import { setTimeout as pause } from "node:timers/promises";
import { type ExecResult, inOneLine } from "../system/exec.ts";
import { type Condition, conditionOf, steadyAfter, type Watch } from "./condition.ts";
import { type Docker, isAbsent } from "./docker.ts";
import type { WatchedContainer } from "./watched-container.ts";

/** Milliseconds between two looks. */
const every = 500;

/** So often in a row may `docker` fail to answer. */
const patience = 10;

/** What became of a container, and the engine's last word on it. */
export interface Outcome {
  readonly condition: Exclude<Condition, "pending"> | "gone" | "unknown";
  readonly container?: WatchedContainer;
  /** The code that it last exited with, where that was seen. */
  readonly exitCode?: number;
  /** What `docker` said, where it does not answer. */
  readonly reason?: string;
}

/** How containers are watched. */
export interface WatchSettings {
  /** How long one without a healthcheck has to run, in milliseconds. Default: 5000. */
  readonly steadyAfter?: number;
}

/** What is expected of a container. */
export type Expected = Pick<Watch, "oneShot" | "isAwaited">;

interface Awaited {
  readonly expected: Expected;
  restarts: number | undefined;
  exitCode: number | undefined;
  readonly begun: number;
  readonly done: (outcome: Outcome) => void;
}

/** Watches containers until it is known what became of each: one command of `docker` for all of them, twice a second. */
export class ContainerWatch {
  readonly #docker: Docker;
  readonly #steadyAfter: number;
  /** This machine's clock when the watch was made. */
  readonly #since = Date.now();
  readonly #awaited = new Map<string, Awaited>();
  #clock: Promise<number> | undefined;
  #looking = false;
  #failures = 0;

  constructor(docker: Docker, settings: WatchSettings = {}) {
    this.#docker = docker;
    this.#steadyAfter = settings.steadyAfter ?? steadyAfter;
  }

  /** What becomes of a container, by its id. Never rejects. */
  async outcome(id: string, expected: Expected): Promise<Outcome> {
    this.#clock ??= this.#clockOffset();
    const begun = Date.now() + (await this.#clock);
    const outcome = await new Promise<Outcome>((done) => {
      this.#awaited.set(id, { expected, restarts: undefined, exitCode: undefined, begun, done });
      if (!this.#looking) void this.#look();
    });
    if (outcome.condition !== "loops" || outcome.exitCode !== undefined) return outcome;
    const exitCode = await this.#lastExit(id, (begun - 30_000) / 1000);
    return exitCode === undefined ? outcome : { ...outcome, exitCode };
  }

  /** The code of the last exit that the engine keeps an event of; it was not seen between two looks. */
  async #lastExit(id: string, since: number): Promise<number | undefined> {
    const filters = ["--filter", `container=${id}`, "--filter", "event=die"];
    const times = ["--since", String(Math.floor(since)), "--until", String(Math.ceil(Date.now() / 1000))];
    const args = ["events", ...times, ...filters, "--format", "{{.Actor.Attributes.exitCode}}"];
    const { code, stdout } = await this.#docker.run(args, { timeout: 10_000 });
    const last = stdout.trim().split("\n").at(-1);
    return code === 0 && last ? Number(last) : undefined;
  }

  /**
   * What the engine's clock is ahead of this machine's, in milliseconds, at least: it was read before the answer came, and a
   * busy machine takes seconds to answer. A container must not seem older than it is, or a loop looks like one that runs.
   */
  async #clockOffset(): Promise<number> {
    const { code, stdout } = await this.#docker.run(["info", "--format", "{{.SystemTime}}"]);
    const there = Date.parse(stdout.trim());
    return code === 0 && !Number.isNaN(there) ? there - Date.now() : 0;
  }

  async #look(): Promise<void> {
    this.#looking = true;
    while (this.#awaited.size > 0) {
      const ids = [...this.#awaited.keys()];
      const result = await this.#docker.run(["container", "inspect", ...ids]);
      this.#judge(ids, result, Date.now() + ((await this.#clock) ?? 0));
      if (this.#awaited.size > 0) await pause(every);
    }
    this.#looking = false;
  }

  #judge(ids: readonly string[], result: ExecResult, now: number): void {
    if (result.code !== 0 && !isAbsent(result)) {
      this.#failures += 1;
      if (this.#failures < patience) return;
      for (const id of ids) this.#end(id, { condition: "unknown", reason: inOneLine(result.stderr) });
      return;
    }
    this.#failures = 0;
    const found = new Map((JSON.parse(result.stdout || "[]") as WatchedContainer[]).map((one) => [one.Id, one]));
    for (const id of ids) {
      const [awaited, container] = [this.#awaited.get(id), found.get(id)];
      if (awaited === undefined) continue;
      if (container === undefined) {
        this.#end(id, { condition: "gone" });
        continue;
      }
      const { begun, expected } = awaited;
      // What was made not long before the watch began is of this run: all its exits count.
      awaited.restarts ??= Date.parse(container.Created) > begun - 30_000 ? 0 : container.RestartCount;
      const since = now - (Date.now() - this.#since);
      const watch = { ...expected, now, begun, since, restarts: awaited.restarts, steadyAfter: this.#steadyAfter };
      const condition = conditionOf(container, watch);
      // While it runs again, the engine says 0.
      if (container.State.Status !== "running") awaited.exitCode = container.State.ExitCode;
      const { exitCode } = awaited;
      if (condition === "pending") continue;
      this.#end(id, { condition, container, ...(exitCode !== undefined && { exitCode }) });
    }
  }

  #end(id: string, outcome: Outcome): void {
    this.#awaited.get(id)?.done(outcome);
    this.#awaited.delete(id);
  }
}

/** The last lines that a container wrote, each once; empty where it wrote none. */
export async function lastWords(id: string, docker: Docker): Promise<string[]> {
  const { code, stdout, stderr } = await docker.run(["logs", "--timestamps", "--tail", "50", id]);
  if (code !== 0) return [];
  // Both outputs in the order in which they were written: the times in front are of equal width.
  const lines = `${stdout}\n${stderr}`
    .split("\n")
    .sort()
    .map((line) => plainText(line.slice(line.indexOf(" ") + 1)).trimEnd())
    .filter((line) => line !== "");
  // A loop repeats itself: of each line the last is kept.
  return lines.filter((line, index) => !lines.includes(line, index + 1)).slice(-8);
}

/** Without a terminal's colours and cursor moves (ECMA-48 control sequences). */
function plainText(line: string): string {
  return line.replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, "").replace(/^.*\r(?=.)/, "");
}
