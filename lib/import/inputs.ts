import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { ProblemError } from "../core/index.ts";

/** The files of one Compose project, as `docker compose` would be called for it. */
export interface Input {
  /** The folder to call it in. */
  readonly folder: string;
  /** Files named on purpose; none where Compose finds them by itself, with their overrides. */
  readonly files: readonly string[];
  readonly profiles: readonly string[];
}

/** The names under which Compose looks for a project's file, the first that is there. */
const found = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/**
 * The projects that arguments name: a folder with a Compose file, a folder of such folders, or files; those of one folder
 * are one project, each over the one before.
 * @throws ProblemError HL721 for what is neither
 */
export function inputsOf(places: readonly string[], profiles: readonly string[], cwd = process.cwd()): Input[] {
  const folders = new Map<string, string[]>();
  for (const place of places) {
    const path = resolve(cwd, place);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat?.isFile()) folders.set(dirname(path), [...(folders.get(dirname(path)) ?? []), path]);
    else if (stat?.isDirectory()) for (const folder of projectsIn(path)) folders.set(folder, []);
    else throw noInput(`there is no file or folder ${JSON.stringify(place)}`);
  }
  return [...folders].map(([folder, files]) => ({ folder, files, profiles }));
}

/** How a project's place is shown. */
export function shownInput({ folder, files }: Input): string {
  return files.length === 0 ? folder : files.map((file) => join(folder, basename(file))).join(", ");
}

function projectsIn(folder: string): string[] {
  if (hasFile(folder)) return [folder];
  const below = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => join(folder, entry.name))
    .filter(hasFile)
    .sort();
  if (below.length > 0) return below;
  throw noInput(`neither ${folder} nor a folder in it has a Compose file (${found.join(", ")})`);
}

function hasFile(folder: string): boolean {
  return found.some((name) => existsSync(join(folder, name)));
}

function noInput(message: string): ProblemError {
  return new ProblemError({
    code: "HL721",
    level: "error",
    message,
    fix: "name a folder with a Compose file, a folder of such folders, or the file itself; nothing was written",
  });
}
