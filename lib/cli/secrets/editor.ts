import { spawn } from "node:child_process";
import { accessSync, constants, readFileSync, statfsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ProblemError } from "../../core/problem.ts";
import { endNow } from "../../system/ending.ts";
import { childEnvironment } from "../../system/environment.ts";
import { temporaryFolder } from "../../system/temporary.ts";
import { undisturbed } from "../../terminal/patience.ts";
import { tell } from "../../terminal/streams.ts";

/**
 * Lets the user edit a text in `$VISUAL` or `$EDITOR` (else `vi`): in a file of mode 0600 in a private folder, in memory
 * where the machine has such a place, and removed afterwards whatever happens.
 * @throws ProblemError HL715 (exit code 1) if the editor cannot be run or ends with a failure
 */
export async function editText(text: string): Promise<string> {
  const place = ["XDG_RUNTIME_DIR", "/dev/shm"]
    .map((one) => (one.startsWith("/") ? one : process.env[one]))
    .find(isInMemory);
  if (place === undefined)
    tell("no folder in memory was found: the text lies on disk, readable by you alone, while you edit");
  const { path: folder, remove } = temporaryFolder("secrets", place);
  const leave = (signal: NodeJS.Signals) => {
    remove();
    endNow(signal === "SIGHUP" ? 129 : 143);
  };
  // Ctrl-C belongs to the editor.
  const ignore = () => {};
  process.on("SIGINT", ignore).on("SIGTERM", leave).on("SIGHUP", leave);
  try {
    const file = join(folder, "secrets.env");
    writeFileSync(file, text, { mode: 0o600, flag: "wx" });
    await undisturbed(() => runEditor(file));
    return readFileSync(file, "utf8");
  } finally {
    remove();
    process.off("SIGINT", ignore).off("SIGTERM", leave).off("SIGHUP", leave);
  }
}

/** Linux: whether a folder is a tmpfs or ramfs that we can write (statfs(2): TMPFS_MAGIC, RAMFS_MAGIC). */
function isInMemory(folder: string | undefined): boolean {
  try {
    accessSync(folder ?? "", constants.W_OK);
    return [0x01021994, 0x858458f6].includes(statfsSync(folder ?? "").type);
  } catch {
    return false;
  }
}

async function runEditor(file: string): Promise<void> {
  // The variable may hold arguments (`code --wait`), and goes through no shell.
  const words = (process.env["VISUAL"] || process.env["EDITOR"] || "vi").split(/\s+/).filter((word) => word !== "");
  const [command = "vi", ...args] = words;
  const failure = await new Promise<string | undefined>((resolve) => {
    const editor = spawn(command, [...args, file], { stdio: "inherit", env: childEnvironment() });
    editor.on("error", () => resolve("could not be started"));
    editor.on("exit", (code, signal) => resolve(code === 0 ? undefined : `ended with ${signal ?? code}`));
  });
  if (failure === undefined) return;
  throw new ProblemError(
    {
      code: "HL715",
      level: "error",
      message: `the editor ${JSON.stringify(command)} ${failure}; no secret was changed`,
      fix: "set EDITOR to a program that is installed: `EDITOR=nano homelab secrets edit`",
    },
    1,
  );
}
