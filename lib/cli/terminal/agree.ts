import { ProblemError } from "../../core/problem.ts";
import { isInteractive } from "../../terminal/streams.ts";

/**
 * Asks the person at the terminal.
 * @throws ProblemError HL744 where there is nobody to ask.
 */
export async function agree(question: string): Promise<boolean> {
  if (!isInteractive()) {
    throw new ProblemError({
      code: "HL744",
      level: "error",
      message: "there is no terminal to ask at, and nothing was changed",
      fix: "add `--yes` to go on without being asked",
    });
  }
  const { confirm } = await import("@clack/prompts");
  return (await confirm({ message: question, output: process.stderr })) === true;
}
