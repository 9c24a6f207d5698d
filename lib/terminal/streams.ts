import { printable } from "./printable.ts";

// stdout is data, stderr is progress and problems. Nothing else in the command line writes to either.

/** Writes data to standard output as it is, without a newline of its own. */
export function writeData(text: string): void {
  process.stdout.write(text);
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
  process.stderr.write(text);
}

/** Whether somebody is there to answer a question: prompts are for terminals alone. */
export function isInteractive(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

export type Paint = (style: "red" | "yellow" | "blue" | "bold" | "dim", text: string) => string;

const codes = { red: [31, 39], yellow: [33, 39], blue: [34, 39], bold: [1, 22], dim: [2, 22] } as const;

/** Colours for a stream: none unless it is a terminal, and none with NO_COLOR (no-color.org) or TERM=dumb. */
export function paintFor(stream: NodeJS.WriteStream): Paint {
  const coloured = stream.isTTY === true && !process.env["NO_COLOR"] && process.env["TERM"] !== "dumb";
  return (style, text) => (coloured ? `\u001b[${codes[style][0]}m${text}\u001b[${codes[style][1]}m` : text);
}
