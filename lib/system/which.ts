import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute } from "node:path";
import coerce from "semver/functions/coerce.js";
import gte from "semver/functions/gte.js";
import found from "which";
import { tryExec } from "./exec.ts";

/** The first executable file of a name on `PATH`; relative entries, which depend on the current folder, are passed over. */
export function which(name: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => isAbsolute(folder));
  return found.sync(name, { nothrow: true, path: folders.join(delimiter) }) ?? undefined;
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

/**
 * The version that a program prints for these arguments: the first `1.2.3` or `1.2.3-rc.1` in its output, or nothing where it
 * has none. A distribution's revision, `-4`, is no part of it.
 */
export async function versionOf(command: string, args: readonly string[]): Promise<string | undefined> {
  // A file that is executable and no program, of another architecture for one, is as good as none.
  const result = await tryExec(command, args, { timeout: 10_000, env: { PULUMI_SKIP_UPDATE_CHECK: "true" } }).catch(
    () => undefined,
  );
  return result?.code === 0 ? /\d+\.\d+\.\d+(-[a-z][\w.]*)?/i.exec(result.stdout)?.[0] : undefined;
}

/** Whether one version, `3.245.0`, is at least another. A release candidate comes before its release. */
export function atLeast(version: string, least: string): boolean {
  const [one, other] = [version, least].map((text) => coerce(text, { includePrerelease: true }));
  return one != null && other != null && gte(one, other);
}
