import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parseAllDocuments } from "yaml";
import { type Problem, ProblemError } from "../core/index.ts";
import { shortPath } from "../project/locate.ts";

/** The files of one Compose project, as `docker compose` would be called for it. */
export interface Input {
  /** The folder to call it in. */
  readonly folder: string;
  /** Files named on purpose; none where Compose finds them by itself, with their overrides. */
  readonly files: readonly string[];
  readonly profiles: readonly string[];
  /** The project's name, where something else than its files says it. */
  readonly name?: string;
  /** Files of variables in place of the folder's `.env`. */
  readonly envFiles?: readonly string[];
  /** Whether its file was made of what runs, the original being gone. */
  readonly isInspected?: boolean;
}

/** The names under which Compose looks for a project's file, the first that is there. */
const found = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

const overrides = found.map((name) => name.replace(".", ".override."));

/**
 * The projects that arguments name: a folder with a Compose file, a folder of such folders, or files; those of one folder
 * are one project, each over the one before.
 * @throws ProblemError HL721 for what is neither, HL727 for what is no Compose file
 */
export function inputsOf(places: readonly string[], profiles: readonly string[], cwd = process.cwd()): Input[] {
  const folders = new Map<string, string[]>();
  for (const place of places) {
    const path = resolve(cwd, place);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (stat !== undefined && !stat.isDirectory())
      folders.set(dirname(path), [...(folders.get(dirname(path)) ?? []), path]);
    else if (stat !== undefined) for (const folder of projectsIn(path)) folders.set(folder, []);
    else throw noInput(`there is no file or folder ${JSON.stringify(place)}`);
  }
  const inputs = [...folders].map(([folder, files]) => ({ folder, files, profiles }));
  const problems = inputs.flatMap(unreadable);
  if (problems.length > 0) throw new ProblemError(problems);
  return inputs;
}

const largest = 10_000_000;

/** The files of a project, as far as their names tell: those that it includes are known to Compose alone. */
export function filesOf({ folder, files }: Input): readonly string[] {
  if (files.length > 0) return files;
  const first = (names: readonly string[]) =>
    names
      .map((name) => join(folder, name))
      .filter((path) => existsSync(path))
      .slice(0, 1);
  return [...first(found), ...first(overrides)];
}

/** Who reads from a pipe or a device waits, maybe for ever. */
function unreadable(input: Input): Problem[] {
  return filesOf(input).flatMap((file): Problem[] => {
    const stat = statSync(file);
    const why = !stat.isFile()
      ? "is no file"
      : stat.size > largest
        ? "is larger than 10 MB"
        : isBomb(readFileSync(file, "utf8"))
          ? "has aliases that come to more than anybody can read"
          : undefined;
    if (why === undefined) return [];
    const message = `${shortPath(file)} ${why}; nothing was written`;
    return [{ code: "HL727", level: "error", message, fix: "have a Compose file there, or leave that project out" }];
  });
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

/** Whether aliases of aliases fill the memory of whoever reads it. What else may be wrong, Compose says. */
function isBomb(text: string): boolean {
  if (!text.includes("*")) return false;
  return parseAllDocuments(text, { logLevel: "silent" }).some((document) => {
    try {
      document.toJS({ maxAliasCount: 100_000 });
      return false;
    } catch (error) {
      return error instanceof ReferenceError && error.message.includes("Excessive alias count");
    }
  });
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
