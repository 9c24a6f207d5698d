import { lstatSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { type Problem, ProblemError } from "../../core/problem.ts";
import { reason } from "../../system/atomic.ts";
import { shortPath } from "../locate.ts";
import { isOwnEnv } from "./env-files.ts";
import { formatManifest, manifestText, readManifest } from "./manifest.ts";

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
  /** The files that the manifest names now, and those it shall name. */
  readonly manifest: { readonly before: readonly string[]; readonly after: readonly string[] };
}

/** What a plan answers for. */
export interface Scope {
  /** The stacks that it is about. Default: everything that earlier renderings made. */
  readonly stacks?: readonly string[] | undefined;
  /** The places of every `.env` whose content is known: one of ours that is not wanted goes. Default: each is left. */
  readonly secrets?: readonly string[];
}

/**
 * Compares the wanted files with those of a folder. Reads only.
 * @throws ProblemError HL710 for each file in the way that is not ours, HL711 for each symbolic link, HL712, HL713 (manifest)
 */
export function planFiles(folder: string, files: readonly OutputFile[], scope: Scope = {}): Plan {
  try {
    return plan(folder, files, scope);
  } catch (error) {
    throw error instanceof ProblemError ? error : inaccessible(folder, "read", error);
  }
}

function plan(folder: string, files: readonly OutputFile[], { stacks, secrets = [] }: Scope): Plan {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false)
    throw new ProblemError(inTheWay(folder, ""));
  const before = readManifest(folder);
  const known = new Set(before);
  const problems: Problem[] = [];
  const inspect = (path: string): Found => {
    const found = look(folder, path);
    if (typeof found === "object" && "problem" in found) {
      problems.push(found.problem);
      return "absent";
    }
    return found;
  };

  const write = files.filter((file) => {
    const found = inspect(file.path);
    if (found === "absent") return true;
    if (found.content === file.content && (file.mode !== 0o600 || found.mode === 0o600)) return false;
    if (!known.has(file.path) && !isOwnEnv(file.path, found.content) && found.content !== file.content) {
      problems.push(inTheWay(folder, file.path));
    }
    return true;
  });

  const wanted = new Set(files.map((file) => file.path));
  const concerned = (path: string) => stacks === undefined || stacks.some((stack) => path.startsWith(`${stack}/`));
  const obsolete = before.filter((path) => concerned(path) && !wanted.has(path));
  // The secrets of a stack that is gone go with it.
  const gone = obsolete
    .filter((path) => path.endsWith("compose.yaml"))
    .map((path) => path.replace(/compose\.yaml$/, ".env"));
  const remove = [
    ...obsolete.filter((path) => inspect(path) !== "absent"),
    ...[...new Set([...gone, ...secrets])].filter((path) => {
      const found = wanted.has(path) ? "absent" : inspect(path);
      return found !== "absent" && isOwnEnv(path, found.content);
    }),
  ];
  if (problems.length > 0) throw new ProblemError(problems);
  const dropped = new Set(obsolete);
  const listed = files.filter((file) => file.mode !== 0o600).map((file) => file.path);
  return {
    folder,
    write,
    remove,
    manifest: { before, after: [...before.filter((path) => !dropped.has(path)), ...listed] },
  };
}

/** Whether a plan changes nothing. */
export function isEmpty({ write, remove, manifest, folder }: Plan): boolean {
  return write.length === 0 && remove.length === 0 && manifestText(folder) === formatManifest(manifest.after);
}

type Found = "absent" | { readonly content: string; readonly mode: number };

function look(folder: string, path: string): Found | { readonly problem: Problem } {
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
