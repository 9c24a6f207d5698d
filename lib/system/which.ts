import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import { tryExec } from "./exec.ts";

/** The first executable file of a name on `PATH`; relative entries, which depend on the current folder, are passed over. */
export function which(name: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

/** Whether a path is a file that may be run. */
export function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** The version that a program prints for these arguments: the first `1.2.3` in its output, or nothing where it has none. */
export async function versionOf(command: string, args: readonly string[]): Promise<string | undefined> {
  // A file that is executable and no program, of another architecture for one, is as good as none.
  const result = await tryExec(command, args, { timeout: 10_000, env: { PULUMI_SKIP_UPDATE_CHECK: "true" } }).catch(
    () => undefined,
  );
  return result?.code === 0 ? /\d+\.\d+\.\d+/.exec(result.stdout)?.[0] : undefined;
}

/** Whether one version, `3.245.0`, is at least another. */
export function atLeast(version: string, least: string): boolean {
  return version.localeCompare(least, "en", { numeric: true }) >= 0;
}
