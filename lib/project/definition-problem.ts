import { type Problem, ProblemError } from "../core/problem.ts";
import { userFrame } from "../core/source.ts";
import * as library from "../index.ts";
import { shortPath } from "./locate.ts";

/**
 * Whatever evaluating a definition threw, as a problem at the user's line.
 * @param place where it is if no line of the user's is known
 */
export function definitionProblem(error: unknown, place: string): ProblemError {
  const source = userFrame(error instanceof Error ? error.stack : undefined) ?? place;
  if (error instanceof ProblemError) {
    return new ProblemError(
      error.problems.map((problem) => ({ source, ...problem })),
      error.exitCode,
    );
  }
  const message = error instanceof Error ? error.message : asWords(error);
  const problem = syntaxProblem(message) ?? importProblem(error, message) ?? exportProblem(message);
  return new ProblemError({
    source,
    level: "error",
    ...(problem ?? {
      code: "HL703",
      message: `the definition failed: ${error instanceof Error ? `${error.name}: ` : "it threw "}${message}`,
      fix: "fix the code at that line",
    }),
  });
}

/** Anything can be thrown, even what has no text of its own. */
function asWords(thrown: unknown): string {
  try {
    return String(thrown);
  } catch {
    return `something of type ${typeof thrown}`;
  }
}

/** The compiler's errors come as text: `ParseError: Unexpected token \n /path/file.ts:3:9`. */
function syntaxProblem(message: string): Omit<Problem, "level"> | undefined {
  const match = /^(\w*Error): ([\s\S]*?)\s+(\/[^\n]*?):(\d+):(\d+)$/.exec(message);
  if (!match) return undefined;
  const [, , what = "", file = "", line = "", column = ""] = match;
  return {
    code: "HL701",
    source: `${shortPath(file)}:${line}`,
    message: `it does not compile: ${what.replace(file, "").replace(/^[:\s]+/, "")} (column ${Number(column) + 1})`,
    fix: "fix the code at that line; `npx tsc --noEmit` shows every such mistake",
  };
}

function importProblem(error: unknown, message: string): Omit<Problem, "level"> | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "MODULE_NOT_FOUND" && code !== "ERR_MODULE_NOT_FOUND") return undefined;
  const wanted = /'([^']+)'/.exec(message)?.[1] ?? "";
  const local = wanted.startsWith(".") || wanted.startsWith("/");
  return {
    code: "HL702",
    message: `it imports ${JSON.stringify(wanted)}, which is not there`,
    fix: local
      ? "correct the path; it is relative to the file that imports it"
      : `install it: \`npm install ${wanted}\``,
  };
}

/** What an import of a name that the library does not have comes to, once it is used. */
function exportProblem(message: string): Omit<Problem, "level"> | undefined {
  const name = /_homelabStacks\.(\w+) is not a (?:constructor|function)/.exec(message)?.[1];
  if (name === undefined) return undefined;
  return {
    code: "HL702",
    message: `"homelab-stacks" has no "${name}"`,
    exists: Object.keys(library).sort(),
    fix: "correct the name in the import",
  };
}
