import { type StdioOptions, spawn } from "node:child_process";
import { constants } from "node:os";
import { childEnvironment } from "./environment.ts";

/** How a program is run. */
export interface ExecOptions {
  /** Written to the program's standard input, which is then closed. Default: an empty input. */
  readonly input?: string;
  /** Variables set on top of this process's own, of which what is private is left out; `undefined` takes one away. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** The folder it runs in. Default: this process's. */
  readonly cwd?: string;
  /** Milliseconds after which it is ended and counts as failed (code 124, as `timeout` has it). Default: 10 minutes. */
  readonly timeout?: number;
  /** How the bytes that it writes are read; `latin1` keeps each as it is. Default: `utf8`. */
  readonly encoding?: "utf8" | "latin1";
  /** Hears each line of both outputs while the program runs. What it says is still captured. */
  readonly onLine?: (line: string) => void;
}

/** What a program that has ended left. */
export interface ExecResult {
  /** Its exit code; 127 where there is no such program, 124 past the timeout, 128 and more where a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A program that did not end well. Holds what it said; the message shows its name, its first argument and its last lines. */
export class ExecError extends Error {
  readonly result: ExecResult;

  constructor(command: string, args: readonly string[], result: ExecResult) {
    // Not all arguments: the message may be printed far from here, where nobody knows what was in them.
    const said = lastLines(result.stderr.trim() || result.stdout.trim(), 8);
    super(`${[command, ...args.slice(0, 1)].join(" ")} failed with ${result.code}${said === "" ? "" : `:\n${said}`}`);
    this.name = "ExecError";
    this.result = result;
  }
}

/** The last `count` lines of a text, without the newline at its end. */
export function lastLines(text: string, count: number): string {
  return text.trimEnd().split("\n").slice(-count).join("\n");
}

/** What a program said, in one line: what is printed of it must not look like lines of our own. */
export function inOneLine(text: string): string {
  return text
    .trim()
    .split(/\s*\n\s*/)
    .join("; ");
}

// How long a program that was asked to end may take before it is killed, in milliseconds.
const GRACE = 5_000;

/**
 * Runs a program to its end and answers how it ended, whatever that was. Never through a shell.
 *
 * @throws only where it could not be run for a reason other than that there is no such program
 */
export function tryExec(command: string, args: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
  const { input, env, cwd, timeout = 600_000, encoding = "utf8", onLine } = options;
  const stdio: StdioOptions = [input === undefined ? "ignore" : "pipe", "pipe", "pipe"];
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      stdio,
      env: childEnvironment(env),
      ...(cwd === undefined ? {} : { cwd }),
    });
    const out = gather(child.stdout, encoding, onLine);
    const err = gather(child.stderr, encoding, onLine);
    let late = false;
    let killing: NodeJS.Timeout | undefined;
    const ending = setTimeout(() => {
      late = true;
      child.kill("SIGTERM");
      killing = setTimeout(() => child.kill("SIGKILL"), GRACE);
    }, timeout);
    const settle = () => {
      clearTimeout(ending);
      clearTimeout(killing);
    };
    child.on("error", (error: NodeJS.ErrnoException) => {
      settle();
      if (error.code !== "ENOENT") reject(error);
      else resolve({ code: 127, stdout: "", stderr: `${command}: not found` });
    });
    child.on("exit", () => {
      // What it started itself may hold its outputs open for ever: past the timeout they are not waited for.
      if (late) for (const stream of [child.stdout, child.stderr]) stream?.destroy();
    });
    child.on("close", (code, signal) => {
      settle();
      const ended = late ? 124 : (code ?? 128 + (signal === null ? 0 : constants.signals[signal]));
      resolve({ code: ended, stdout: out(), stderr: err() });
    });
    // A program may end before it has read its input (EPIPE): its exit code tells what that meant.
    child.stdin?.on("error", () => {});
    child.stdin?.end(input);
  });
}

/**
 * Runs a program that has to end well, and answers what it said on its standard output.
 *
 * @throws {ExecError} where it ends with another code than 0
 */
export async function exec(command: string, args: readonly string[], options: ExecOptions = {}): Promise<string> {
  const result = await tryExec(command, args, options);
  if (result.code !== 0) throw new ExecError(command, args, result);
  return result.stdout;
}

function gather(
  stream: NodeJS.ReadableStream | null,
  encoding: BufferEncoding,
  onLine?: (line: string) => void,
): () => string {
  let text = "";
  let rest = "";
  stream?.setEncoding(encoding);
  stream?.on("data", (chunk: string) => {
    text += chunk;
    if (onLine === undefined) return;
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) onLine(line);
  });
  stream?.on("end", () => {
    if (rest !== "") onLine?.(rest);
  });
  return () => text;
}
