import { lstatSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Problem, ProblemError } from "../../core/problem.ts";
import { reason } from "../../system/atomic.ts";
import { ignoresEnv, isRendered } from "../../targets/compose/index.ts";
import { shortPath } from "../locate.ts";
import { isOwnEnv } from "./env-files.ts";
import { contentHash, formatManifest, type Manifest, manifestText, readManifest } from "./manifest.ts";

/** A file to be in the output folder. Its path is relative to it, with `/`. */
export interface OutputFile {
  readonly path: string;
  readonly content: string;
  /** `0o600` for what holds secrets: it stays out of the manifest, since not every machine has it. */
  readonly mode: number;
}

/** What has to be done to a folder so that it holds the wanted files. */
export interface Plan {
  readonly folder: string;
  readonly write: readonly OutputFile[];
  readonly remove: readonly string[];
  /** Of the files to be written those that somebody changed since they were rendered: the change is lost. */
  readonly changed: readonly string[];
  /** What is no longer made and stays all the same, since somebody changed it. */
  readonly left: readonly string[];
  /** The manifest that is there, and the one that shall be. */
  readonly manifest: { readonly before: Manifest | undefined; readonly after: Manifest };
}

/** What a plan answers for. */
export interface Scope {
  /** The homelab's name: a folder that holds another's files is refused. */
  readonly homelab: string;
  /** The stacks that it is about. Default: everything that earlier renderings made. */
  readonly stacks?: readonly string[] | undefined;
  /** The places of every `.env` whose content is known: one of ours that is not wanted goes. Default: each is left. */
  readonly secrets?: readonly string[];
  /** Whether the store is there: without it an `.env` is the last copy of its secrets, and stays. Default: it is. */
  readonly hasStore?: boolean;
}

/**
 * Compares the wanted files with those of a folder. Reads only.
 * @throws ProblemError HL710 for each file in the way that is not ours, HL711 for each symbolic link, HL712, HL713 (manifest),
 *   HL717 where the folder holds another homelab's files
 */
export function planFiles(folder: string, files: readonly OutputFile[], scope: Scope): Plan {
  try {
    return plan(folder, files, scope);
  } catch (error) {
    throw error instanceof ProblemError ? error : inaccessible(folder, "read", error);
  }
}

function plan(folder: string, files: readonly OutputFile[], scope: Scope): Plan {
  const { homelab, stacks, secrets = [], hasStore = true } = scope;
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false)
    throw new ProblemError(inTheWay(folder, ""));
  const before = readManifest(folder);
  if (before !== undefined && before.homelab !== homelab)
    throw new ProblemError(foreign(folder, before.homelab, homelab));
  const problems: Problem[] = [];
  const inspect = (path: string): FileState => {
    const found = look(folder, path);
    if (typeof found === "object" && "problem" in found) {
      problems.push(found.problem);
      return "absent";
    }
    return found;
  };
  const isAsRendered = (path: string, content: string) =>
    before?.files.get(path)?.includes(contentHash(content)) === true && isRendered(path, content);

  const changed: string[] = [];
  const write = files.filter((file) => {
    const found = inspect(file.path);
    if (found === "absent") return true;
    if (found.content === file.content && (file.mode !== 0o600 || found.mode === 0o600)) return false;
    if (found.content === file.content || isOwnEnv(file.path, found.content)) return true;
    // Lines of the user's own beside ours are theirs to keep.
    if (file.path.endsWith(".gitignore") && ignoresEnv(found.content)) return false;
    if (before?.files.has(file.path) !== true || !isRendered(file.path, found.content)) {
      problems.push(inTheWay(folder, file.path));
    } else if (!isAsRendered(file.path, found.content)) changed.push(file.path);
    return true;
  });

  const wanted = new Set(files.map((file) => file.path));
  const concerned = (path: string) => stacks === undefined || stacks.some((stack) => path.startsWith(`${stack}/`));
  const obsolete = [...(before?.files.keys() ?? [])].filter((path) => concerned(path) && !wanted.has(path));
  // The secrets of a stack that is gone go with it.
  const gone = obsolete.filter((path) => path.endsWith("compose.yaml")).map((path) => beside(path, ".env"));
  const envs = [...new Set([...gone, ...secrets])].filter((path) => {
    const found = wanted.has(path) ? "absent" : inspect(path);
    return hasStore && found !== "absent" && isOwnEnv(path, found.content);
  });
  const guards = (path: string) => {
    const env = beside(path, ".env");
    return path.endsWith(".gitignore") && !envs.includes(env) && look(folder, env) !== "absent";
  };
  const remove: string[] = [];
  const left: string[] = [];
  for (const path of obsolete) {
    const found = inspect(path);
    if (found === "absent" || guards(path)) continue;
    (isAsRendered(path, found.content) ? remove : left).push(path);
  }
  if (problems.length > 0) throw new ProblemError(problems);
  const after = new Map(before?.files);
  // One that guards an `.env` is still ours to remove once that is gone.
  for (const path of obsolete) if (!guards(path)) after.delete(path);
  for (const file of files) if (file.mode !== 0o600) after.set(file.path, [contentHash(file.content)]);
  // An `.env` goes before the `.gitignore` that keeps git from it.
  return {
    folder,
    write,
    remove: [...envs, ...remove],
    changed,
    left,
    manifest: { before, after: { homelab, files: after } },
  };
}

function beside(path: string, name: string): string {
  return path.replace(/[^/]+$/, name);
}

/** Whether a plan changes nothing. */
export function isEmpty({ write, remove, manifest, folder }: Plan): boolean {
  return write.length === 0 && remove.length === 0 && manifestText(folder) === formatManifest(manifest.after);
}

type FileState = "absent" | { readonly content: string; readonly mode: number };

function look(folder: string, path: string): FileState | { readonly problem: Problem } {
  for (const step of [dirname(path), path]) {
    // The folder itself may be a link: it was named by whoever runs the command.
    if (step === ".") continue;
    const place = join(folder, step);
    const stat = lstatSync(place, { throwIfNoEntry: false });
    if (stat === undefined) return "absent";
    if (stat.isSymbolicLink()) return { problem: link(place) };
    if (step === path ? !stat.isFile() : !stat.isDirectory()) return { problem: inTheWay(folder, step) };
    if (step === path) return { content: readFileSync(place, "utf8"), mode: stat.mode & 0o777 };
  }
  return "absent";
}

function foreign(folder: string, owner: string, homelab: string): Problem {
  return {
    code: "HL717",
    level: "error",
    message: `${shortPath(folder)} holds the rendered files of the homelab ${JSON.stringify(owner)}, and this one is ${JSON.stringify(homelab)}`,
    fix: "give each homelab a folder of its own with `--out`; where it was renamed, remove the old one's files first",
  };
}

function inTheWay(folder: string, path: string): Problem {
  return {
    code: "HL710",
    level: "error",
    message: `${shortPath(join(folder, path))} stands in the way, and no rendering made it`,
    fix: "move it away, or render into another folder with `--out`",
  };
}

function link(place: string): Problem {
  return {
    code: "HL711",
    level: "error",
    message: `${shortPath(place)} is a symbolic link, and rendering does not write through one`,
    fix: "remove the link, or name the folder it leads to with `--out`",
  };
}

/** HL712: the output folder cannot be read or written. */
export function inaccessible(folder: string, done: "read" | "written", error: unknown): ProblemError {
  return new ProblemError(
    {
      code: "HL712",
      level: "error",
      message: `${shortPath(folder)} could not be ${done}: ${reason(error)}; it is as it was`,
      fix: "make room or grant access there, or render into another folder with `--out`",
    },
    1,
  );
}
