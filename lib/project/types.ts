import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join, resolve } from "node:path";
import type { Problem } from "../core/problem.ts";
import { cacheDir } from "../system/cache-dir.ts";
import { tryExec } from "../system/exec.ts";
import type { Project } from "./locate.ts";
import { shortPath } from "./locate.ts";

/**
 * What the project's own TypeScript says of it, by its own tsconfig.json: HL776, an error a problem. Nothing where it has
 * neither. Not in the clone of this package, which has a check of its own for all that it is.
 */
export async function typeErrors({ root }: Pick<Project, "root">): Promise<Problem[]> {
  const compiler = compilerOf(root);
  if (compiler === undefined || !existsSync(join(root, "tsconfig.json")) || isOwnClone(root)) return [];
  // What it knows of the last time makes it several times as fast.
  const known = join(
    cacheDir(),
    "types",
    `${createHash("sha256").update(root).digest("hex").slice(0, 16)}.tsbuildinfo`,
  );
  const cached = ["--incremental", "--composite", "false", "--tsBuildInfoFile", known];
  const args = [compiler, "--noEmit", "--pretty", "false", "--project", root, ...cached];
  const { code, stdout, stderr } = await tryExec(process.execPath, args, { cwd: root });
  return code === 0 ? [] : parseTypeErrors(stdout || stderr, root);
}

/** The lines of `tsc --pretty false`; one that begins with spaces goes on with the one before. */
export function parseTypeErrors(text: string, root: string): Problem[] {
  const entries = text.trimEnd().split(/\r?\n(?!\s)/);
  return entries.flatMap((entry): Problem[] => {
    const [, file, line, number, said = ""] = /^(?:(.+?)\((\d+),\d+\): )?error (TS\d+): (.*)$/s.exec(entry) ?? [];
    if (number === undefined) return [];
    const source = file === undefined ? undefined : `${shortPath(resolve(root, file))}:${line}`;
    const message = `${said.split(/\s*\n\s*/).join("; ")} (${number})`;
    const fix = "give it what its type asks for; an editor with TypeScript shows what there is";
    return [{ code: "HL776", level: "error", ...(source !== undefined && { source }), message, fix }];
  });
}

function compilerOf(root: string): string | undefined {
  try {
    return createRequire(join(root, "package.json")).resolve("typescript/bin/tsc");
  } catch {
    return undefined;
  }
}

function isOwnClone(root: string): boolean {
  try {
    const { name } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { readonly name?: unknown };
    return name === "homelab-stacks";
  } catch {
    return false;
  }
}
