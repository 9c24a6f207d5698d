import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import type { Recipe } from "./catalogue.ts";

/** A file that goes into an image: where it lies below the stand-ins' folder, and what is in it. */
export interface Source {
  readonly path: string;
  readonly content: string;
}

/** A hash of everything that an image is made of: the same for the same content, whatever the order or the machine. */
export function contentHash(sources: readonly Source[], parts: Readonly<Record<string, string>>): string {
  const byName = (a: readonly [string, string], b: readonly [string, string]) => (a[0] < b[0] ? -1 : 1);
  const files = sources.map(({ path, content }) => [path, content] as const).sort(byName);
  const rest = Object.entries(parts).sort(byName);
  return createHash("sha256").update(JSON.stringify({ files, rest })).digest("hex").slice(0, 16);
}

/** The files of a recipe: its folder and, where it holds a program, that program's Go sources and all they share. */
export async function recipeSources(folder: string, recipe: Recipe): Promise<Source[]> {
  const places = recipe.program === undefined ? [] : ["go.mod", "go.sum", "internal", join("cmd", recipe.program)];
  return (await Promise.all([recipe.name, ...places].map((place) => readSources(folder, place)))).flat();
}

/** A file, or all files below a folder. */
export async function readSources(root: string, place: string): Promise<Source[]> {
  const path = join(root, place);
  const source = async (file: string) => ({
    path: relative(root, file).replaceAll("\\", "/"),
    content: await readFile(file, "utf8"),
  });
  const entries = await readdir(path, { recursive: true, withFileTypes: true }).catch(() => undefined);
  if (entries === undefined) return [await source(path)];
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(files.map(source));
}
