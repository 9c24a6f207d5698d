import type { Problem } from "../core/index.ts";
import { formatProblems } from "../terminal/problems.ts";

/** The variable by which the command `homelab` asks its program for problems as data: Pulumi itself passes on text alone. */
export const dataVariable = "HOMELAB_PROBLEMS_AS_DATA";

/** Whether the command `homelab` runs the program: then it has asked already what is to be asked. */
export function isAskedByCommand(): boolean {
  return process.env[dataVariable] !== undefined;
}

/** Problems as the program gives them to Pulumi: text for people, data for the command `homelab`. */
export function reportOf(problems: readonly Problem[]): string {
  if (isAskedByCommand()) return JSON.stringify({ problems });
  return formatProblems(problems, (_, text) => text);
}

/** The problems in what Pulumi passes on; nothing where the words are its own. */
export function problemsIn(message: string): readonly Problem[] | undefined {
  const start = message.indexOf('{"problems":');
  if (start < 0) return undefined;
  try {
    return (JSON.parse(message.slice(start, message.lastIndexOf("}") + 1)) as { problems: Problem[] }).problems;
  } catch {
    return undefined;
  }
}
