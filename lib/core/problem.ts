import type { Code, Level } from "../codes/index.ts";

/** One thing that is wrong, said so that its reader can fix it. Plain data: it prints as text and as JSON alike. */
export interface Problem {
  /** The code of the rule that found it, `HL` and three digits. */
  readonly code: Code;
  readonly level: Level;
  /** The path of the construct it concerns (`nextcloud/postgres`), where it concerns one. */
  readonly path?: string;
  /** Where the construct was declared: `stacks/homelab.ts:12`. */
  readonly source?: string;
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** What exists instead, where a name was not found. */
  readonly exists?: readonly string[];
  /** The last lines that a container wrote, where it concerns one that does not run. */
  readonly log?: readonly string[];
  /** What to do about it. */
  readonly fix: string;
}

/** Problems that end the work at hand. The only error a user's mistake may raise: it is printed without a stack trace. */
export class ProblemError extends Error {
  readonly problems: readonly Problem[];
  /** The command's exit code: 2 where the definition or the usage is wrong, 1 where the work failed. */
  readonly exitCode: 1 | 2;

  constructor(problems: Problem | readonly Problem[], exitCode: 1 | 2 = 2) {
    const list = Array.isArray(problems) ? (problems as readonly Problem[]) : [problems as Problem];
    super(list.map((problem) => `${problem.code} ${problem.message}`).join("\n"));
    this.name = "ProblemError";
    this.problems = list;
    this.exitCode = exitCode;
  }
}
