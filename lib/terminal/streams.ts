import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import type { Readable, Writable } from "node:stream";
import { printable } from "./printable.ts";

// stdout is data, stderr is progress and problems. Nothing else in the command line writes to either.

/** What a command reads from and writes to: those of the process, unless others are given. */
export interface Streams {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
}

/** A stream that may be a terminal. */
export type Output = Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };

let current: Streams = process;

/** The streams of the command that runs. */
export function streams(): Streams {
  return current;
}

/** Has the command use these streams from here on. @returns what undoes it */
export function useStreams(given: Streams): () => void {
  const before = { current, write };
  current = given;
  write = given.stdout.write.bind(given.stdout);
  written = false;
  return () => {
    ({ current, write } = before);
  };
}

let announce = () => {};

/** Has somebody called before anything is written. @returns what ends that */
export function beforeWriting(call: () => void): () => void {
  announce = call;
  return () => {
    announce = () => {};
  };
}

let write = process.stdout.write.bind(process.stdout);
let written = false;

/** Writes data to standard output as it is, without a newline of its own. */
export function writeData(text: string): void {
  announce();
  written = true;
  write(text);
}

/** Whether any data has been written. */
export function hasWrittenData(): boolean {
  return written;
}

/**
 * Keeps standard output for {@link writeData} alone: whatever else writes there, a definition's `console.log` or one of its
 * functions, writes to standard error from here on.
 */
export function keepDataPure(): void {
  const { stdout, stderr } = process;
  const toErrors = stderr.write.bind(stderr);
  stdout.write = toErrors as typeof stdout.write;
  stdout.end = ((...args: Parameters<typeof toErrors>) => {
    if (typeof args[0] === "string" || args[0] instanceof Uint8Array) toErrors(...args);
    return stdout;
  }) as typeof stdout.end;
  const { writeSync } = fs;
  const redirected = (file: number, ...rest: unknown[]) =>
    (writeSync as (...all: unknown[]) => number)(file === stdout.fd ? stderr.fd : file, ...rest);
  fs.writeSync = redirected as typeof fs.writeSync;
  syncBuiltinESMExports();
}

/** Waits until all that was written has left the process. */
export async function flushed(): Promise<void> {
  await new Promise<void>((done) => void write("", () => done()));
  await new Promise<void>((done) => void current.stderr.write("", () => done()));
}

let writeTold = writeError;

/** Tells what is being done, a line on standard error; escaped. */
export function tell(line: string): void {
  writeTold(`${printable(line)}\n`);
}

/** Has what is told written by somebody who keeps lines below it. @returns what ends that */
export function divertTelling(write: (text: string) => void): () => void {
  writeTold = write;
  return () => {
    writeTold = writeError;
  };
}

/** Writes text that is already escaped to standard error. */
export function writeError(text: string): void {
  announce();
  current.stderr.write(text);
}

/** Whether somebody is there to answer a question: prompts are for terminals alone. */
export function isInteractive(): boolean {
  return current.stdin.isTTY === true && current.stderr.isTTY === true;
}

/** A terminal of a known size that can move its cursor. CI's logs keep every line that ever stood there. */
export function isLive({ isTTY, rows = 0, columns = 0 }: Output): boolean {
  const { CI: ci = "", TERM } = process.env;
  return isTTY === true && rows > 0 && columns > 0 && TERM !== "dumb" && (ci === "" || ci === "false");
}

export type Paint = (style: "red" | "yellow" | "blue" | "bold" | "dim", text: string) => string;

const codes = { red: [31, 39], yellow: [33, 39], blue: [34, 39], bold: [1, 22], dim: [2, 22] } as const;

/** Colours for a stream: none unless it is a terminal, and none with NO_COLOR (no-color.org) or TERM=dumb. */
export function paintFor(stream: Output): Paint {
  const coloured = stream.isTTY === true && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";
  return (style, text) => (coloured ? `\u001b[${codes[style][0]}m${text}\u001b[${codes[style][1]}m` : text);
}
