// How the command ends is the command's alone: a definition runs in its process, with all of its code, and may call
// `process.exit` or set `process.exitCode` at any time.

const exit = process.exit.bind(process);
let code = 0;

/** Says with which code the command is to end, once its work is done. Default: 0. */
export function endWith(next: number): void {
  code = next;
}

/** The code that the command is to end with. */
export function endCode(): number {
  return code;
}

/** Ends the process at once, with the code that is set unless another is given. */
export function endNow(at: number = code): never {
  // The last of the listeners: one of the definition's may set another code.
  process.on("exit", () => {
    process.exitCode = at;
  });
  return exit(at);
}

/** From here on `process.exit` throws: where a definition calls it, that is a mistake of the definition. @returns what undoes it */
export function refuseExit(): () => void {
  const before = process.exit;
  process.exit = (asked) => {
    throw new Error(`it called process.exit(${asked ?? ""})`);
  };
  return () => {
    process.exit = before;
  };
}
