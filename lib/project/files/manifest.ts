import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ProblemError } from "../../core/problem.ts";
import { isRenderedPath } from "../../targets/compose/index.ts";

/**
 * The list of the files that rendering made in a folder, kept there and committed with them, so that what is no longer
 * made can be removed, and what somebody else made or changed is never touched. It says nothing about the machine.
 */
export const manifestFile = ".homelab-stacks.json";

/** Whose files a folder holds, and which they are. */
export interface Manifest {
  /** The homelab's name. */
  readonly homelab: string;
  /** By path, the SHA-256 of what was written, in hex; while files are being replaced, of the old and of the new content. */
  readonly files: ReadonlyMap<string, readonly string[]>;
}

/** The SHA-256 of a text, in hex. */
export function contentHash(content: string): string {
  return createHash("sha256").update(content).digest("hex");
}

export function formatManifest({ homelab, files }: Manifest): string {
  const sorted = [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([path, hashes]) => [path, hashes.join(" ")]);
  return `${JSON.stringify({ version: 2, homelab, files: Object.fromEntries(sorted) }, undefined, 2)}\n`;
}

/** A manifest that knows the files of both, whichever content they have. */
export function bothOf(before: Manifest | undefined, after: Manifest): Manifest {
  const files = new Map(before?.files);
  for (const [path, hashes] of after.files) files.set(path, [...new Set([...(files.get(path) ?? []), ...hashes])]);
  return { homelab: after.homelab, files };
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
 * A folder's manifest; undefined where there is none.
 * @throws ProblemError HL713 if it is not one of ours: with another's, somebody's own files could be replaced or removed.
 */
export function readManifest(folder: string): Manifest | undefined {
  const text = manifestText(folder);
  if (text === undefined) return undefined;
  try {
    const data = JSON.parse(text) as { version?: unknown; homelab?: unknown; files?: unknown } | null;
    if (data?.version === 2 && typeof data.homelab === "string" && typeof data.files === "object") {
      const entries = Object.entries(data.files ?? {});
      if (entries.every(isEntry)) {
        return { homelab: data.homelab, files: new Map(entries.map(([path, hashes]) => [path, hashes.split(" ")])) };
      }
    }
  } catch {
    // Not JSON: damaged, as below.
  }
  throw damaged(folder);
}

/** A path that rendering can make, with one hash or two. */
function isEntry(entry: [string, unknown]): entry is [string, string] {
  const [path, hashes] = entry;
  return isRenderedPath(path) && typeof hashes === "string" && /^[0-9a-f]{64}( [0-9a-f]{64}){0,3}$/.test(hashes);
}

function damaged(folder: string): ProblemError {
  return new ProblemError({
    code: "HL713",
    level: "error",
    message: `${join(folder, manifestFile)} is damaged: it does not list rendered files`,
    fix: "restore it from git, or remove it: rendering then adopts the files that are as it would write them",
  });
}
