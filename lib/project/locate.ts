import { existsSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { ProblemError } from "../core/problem.ts";

/** Where a definition lies, unless `--file` says otherwise: this path in the working folder or in one above it. */
export const definitionPath = "stacks/homelab.ts";

/** A homelab's project on disk. */
export interface Project {
  /** The folder that the definition belongs to: of `stacks/`, or the definition's own. Its `secrets.age` lies here. */
  readonly root: string;
  /** The definition's absolute path. */
  readonly file: string;
}

/**
 * Finds the project of the working folder.
 * @param file the definition, relative to `cwd`; by default it is looked for upwards.
 * @throws ProblemError HL700 where there is none.
 */
export function locateProject(file: string | undefined, cwd = process.cwd()): Project {
  if (file !== undefined) {
    const path = resolve(cwd, file);
    if (!statSync(path, { throwIfNoEntry: false })?.isFile())
      throw notFound(`there is no file ${JSON.stringify(file)}`);
    const folder = dirname(path);
    return { root: basename(folder) === "stacks" ? dirname(folder) : folder, file: path };
  }
  const root = folderOf(definitionPath, cwd);
  if (root === undefined) throw notFound(`there is no ${definitionPath} here or in a folder above`);
  return { root, file: join(root, definitionPath) };
}

/** The nearest folder that has a file of this path: `from` or one above it. */
export function folderOf(path: string, from: string): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, path))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

/** A path as people read it: relative to the working folder where it lies within. */
export function shortPath(path: string, cwd = process.cwd()): string {
  const short = relative(cwd, path);
  return short === "" ? "." : short.startsWith("..") ? path : short;
}

/** A folder's name as an id: lowercase letters, digits, `-` and `_`. */
export function idOf(folder: string): string {
  const id = folder
    .toLowerCase()
    .replace(/[^a-z0-9_-]+/g, "-")
    .replace(/^[-_]+|-+$/g, "");
  return id === "" ? "homelab" : id;
}

function notFound(message: string): ProblemError {
  return new ProblemError({
    code: "HL700",
    level: "error",
    message,
    fix: "run the command in the project's folder, or name the definition with `--file`",
  });
}
