import { ProblemError } from "../../core/problem.ts";
import { undisturbed } from "../../terminal/patience.ts";
import { isInteractive, streams } from "../../terminal/streams.ts";

/**
 * Asks the person at the terminal.
 *
 * @param byDefault what the Enter key alone answers. Default: yes; no where data would be deleted
 * @throws ProblemError HL744 where there is nobody to ask.
 */
export async function agree(question: string, byDefault = true): Promise<boolean> {
  if (!isInteractive()) {
    throw new ProblemError({
      code: "HL744",
      level: "error",
      message: "there is no terminal to ask at, and nothing was changed",
      fix: "add `--yes` to go on without being asked",
    });
  }
  const { confirm } = await import("@clack/prompts");
  const options = { message: question, initialValue: byDefault, output: streams().stderr };
  return (await undisturbed(() => confirm(options))) === true;
}
