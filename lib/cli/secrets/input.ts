import { ProblemError } from "../../core/problem.ts";
import { undisturbed } from "../../terminal/patience.ts";
import { isInteractive, streams } from "../../terminal/streams.ts";

/**
 * Asks for a secret's value: hidden, on a terminal; else all of standard input. Never from an argument, which every user of
 * the machine could read.
 * @param exact keeps a newline at the end of standard input, which `echo` adds and a value seldom means
 * @throws ProblemError HL714 if nothing was given
 */
export async function readSecret(name: string, exact: boolean): Promise<string> {
  const value = await undisturbed(() => (isInteractive() ? ask(name) : readInput(exact)));
  if (value !== "") return value;
  throw new ProblemError({
    code: "HL714",
    level: "error",
    message: `no value was given for ${name}`,
    fix: `type it at the prompt, or pipe it in: \`homelab secrets set ${name} < file\``,
  });
}

async function ask(name: string): Promise<string> {
  const { isCancel, password } = await import("@clack/prompts");
  const answer = await password({ message: `The value of ${name} (hidden)`, output: streams().stderr });
  return isCancel(answer) || answer === undefined ? "" : answer;
}

async function readInput(exact: boolean): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of streams().stdin) chunks.push(Buffer.from(chunk));
  const text = Buffer.concat(chunks).toString("utf8");
  return exact ? text : text.replace(/\r?\n$/, "");
}
