import { ProblemError } from "../core/problem.ts";
import { type ExecOptions, type ExecResult, inOneLine, tryExec } from "../system/exec.ts";

/** The one way to ask a Docker host: the `docker` command, with the options that lead it there. */
export class Docker {
  /** The options before every command of `docker`; none: it goes where it goes by itself (DOCKER_HOST, the chosen context). */
  readonly options: readonly string[];

  constructor(options: readonly string[] = []) {
    this.options = options;
  }

  /** Runs `docker <args>` and returns how it ended, whatever that was. */
  run(args: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    return tryExec("docker", [...this.options, ...args], options);
  }

  /**
   * The standard output of `docker <args>`; nothing where it says that there is no such thing.
   *
   * @throws ProblemError HL749 (exit code 1) where it does not answer: what is there is not known then
   */
  async ask(args: readonly string[], options: ExecOptions = {}): Promise<string | undefined> {
    const result = await this.run(args, options);
    if (result.code === 0) return result.stdout;
    if (isAbsent(result)) return undefined;
    throw unanswered(args, result);
  }

  /**
   * The non-empty lines of what `docker <args>` prints.
   *
   * @throws ProblemError HL749 as {@link ask}
   */
  async lines(args: readonly string[]): Promise<string[]> {
    return ((await this.ask(args)) ?? "").split("\n").filter((line) => line !== "");
  }
}

const absent =
  /no such (container|image|object|network|volume)|(network|volume) \S+ not found|could not find the file/i;

/** Whether a command of `docker` failed only since what it names is not there. */
export function isAbsent({ stderr }: ExecResult): boolean {
  return absent.test(stderr);
}

/** HL749: `docker` did not answer. */
export function unanswered(args: readonly string[], { stderr }: ExecResult): ProblemError {
  const problem = {
    code: "HL749",
    level: "error",
    message: `\`docker ${args.slice(0, 2).join(" ")}\` does not answer: ${inOneLine(stderr)}`,
    fix: "start the Docker Engine, or name another with DOCKER_HOST; `homelab setup` shows what is missing",
  } as const;
  return new ProblemError(problem, 1);
}
