import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ProblemError } from "../../core/problem.ts";

/**
 * The list of the files that rendering made in a folder, kept there and committed with them, so that what is no longer
 * made can be removed and what somebody else made is never touched. It says nothing about the machine it was made on.
 */
export const manifestFile = ".homelab-stacks.json";

export function formatManifest(files: Iterable<string>): string {
  return `${JSON.stringify({ version: 1, files: [...new Set(files)].sort() }, undefined, 2)}\n`;
}

/** The manifest as it lies in a folder; undefined where there is none. Throws what reading it throws. */
export function manifestText(folder: string): string | undefined {
  try {
    return readFileSync(join(folder, manifestFile), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR"))
      return undefined;
    throw error;
  }
}

/**
 * The files that a folder's manifest names; none where there is no manifest.
 * @throws ProblemError HL713 if it is not one of ours: a path that leads out of the folder could have others' files removed.
 */
export function readManifest(folder: string): string[] {
  const text = manifestText(folder);
  if (text === undefined) return [];
  try {
    const manifest = JSON.parse(text) as { version?: unknown; files?: unknown } | null;
    if (manifest?.version === 1 && Array.isArray(manifest.files) && manifest.files.every(isPathWithin)) {
      return manifest.files;
    }
  } catch {
    // Not JSON: damaged, as below.
  }
  throw damaged(folder);
}

/** What rendering makes lies at most in a stack's folder, and every part of its path is a plain name. */
function isPathWithin(path: unknown): path is string {
  return (
    typeof path === "string" &&
    /^([a-z0-9][a-z0-9_-]*\/)?[A-Za-z0-9.][A-Za-z0-9._-]*$/.test(path) &&
    !/(^|\/)\.{1,2}$/.test(path)
  );
}

function damaged(folder: string): ProblemError {
  return new ProblemError({
    code: "HL713",
    level: "error",
    message: `${join(folder, manifestFile)} is damaged: it does not list rendered files`,
    fix: "restore it from git, or remove it: rendering then adopts the files that are as it would write them",
  });
}
