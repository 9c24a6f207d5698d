import { existsSync, mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cacheDir } from "../../lib/system/cache-dir.ts";
import { exec } from "../../lib/system/exec.ts";
import { takeLock, withLock } from "../../lib/system/lock.ts";

// The tests remove Compose projects by name, data and all, and some have names that people use. What a test removes it must
// have claimed first, while nothing of that name was there. Kept on disk, so that what a killed run left is known as its own.

const file = join(cacheDir(), "engine-tests-projects.json");

function claimed(): string[] {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as string[];
  } catch {
    return [];
  }
}

/** The names that this file's tests own, with what gives each back. */
const owned = new Map<string, () => Promise<void>>();

/**
 * Has these Compose projects' names for this file alone, until {@link disown}: files that own different names run side by
 * side, and one that wants a name of another waits for it.
 */
export async function own(projects: readonly string[]): Promise<void> {
  // In one order: two files that want the same names would else wait for each other.
  for (const project of [...new Set(projects)].sort()) {
    if (!owned.has(project)) owned.set(project, await takeLock(`engine-tests-${project}`));
  }
}

/** Gives back all names that {@link own} has taken. */
export async function disown(): Promise<void> {
  for (const release of owned.values()) await release();
  owned.clear();
}

/**
 * Claims Compose projects' names for the tests of this run.
 *
 * @param found what there is of each of them
 * @throws Error where somebody else's are there: they would be lost
 */
export function claim(projects: readonly string[], found: readonly Objects[]): Promise<void> {
  return withLock("engine-tests-projects", async () => {
    const names = claimed();
    const news = projects.filter((project) => !names.includes(project));
    const taken = projects.find((project, index) => news.includes(project) && found[index]?.flat().length !== 0);
    if (taken !== undefined) throw foreign(taken);
    mkdirSync(dirname(file), { recursive: true });
    if (news.length > 0) writeFileSync(file, JSON.stringify([...names, ...news]));
  });
}

/** While it runs, a run keeps the time of the claims' file at now. @returns what ends that */
export function keepClaims(): () => Promise<void> {
  const beat = setInterval(() => {
    if (existsSync(file)) utimesSync(file, new Date(), new Date());
  }, 5_000);
  return async () => clearInterval(beat);
}

/** At the begin of a run: what an earlier one that was killed has left. */
export async function removeLeftovers(): Promise<void> {
  const projects = claimed();
  if (projects.length > 0) await removeObjects(await leftoversOf(projects, statSync(file).mtimeMs));
}

/** What a command that a killed run had begun may still take to end, in milliseconds. */
const grace = 120_000;

/**
 * What a run that was last alive at `ended` has left of its projects.
 *
 * @throws Error where some of it was made later: then a project is somebody's by now, and would be lost
 */
export async function leftoversOf(projects: readonly string[], ended: number): Promise<readonly Objects[]> {
  const found = await Promise.all(projects.map(objectsOf));
  for (const [index, project] of projects.entries()) {
    const made = await Promise.all((found[index] ?? []).map((ids, kind) => madeAt(KINDS[kind] ?? "", ids)));
    if (!made.flat().every((time) => time <= ended + grace)) throw foreign(project);
  }
  return found;
}

const KINDS = ["container", "network", "volume"] as const;

async function madeAt(kind: string, ids: readonly string[]): Promise<number[]> {
  if (ids.length === 0) return [];
  const found = JSON.parse(await exec("docker", [kind, "inspect", ...ids])) as {
    Created?: string;
    CreatedAt?: string;
  }[];
  return found.map(({ Created, CreatedAt }) => Date.parse(Created ?? CreatedAt ?? ""));
}

function foreign(project: string): Error {
  return new Error(
    `This engine has a Compose project "${project}" that is not these tests' own, and they would remove it with its data. ` +
      "Run them on another engine (DOCKER_HOST names it), or remove the project by `docker compose down --volumes`.",
  );
}

/** Removes containers, networks and volumes, data included. */
export async function removeObjects(found: readonly Objects[]): Promise<void> {
  // All containers first: another project's may still be on a network.
  for (const [kind, remove] of REMOVE.entries()) {
    const ids = found.flatMap((objects) => objects[kind] ?? []);
    if (ids.length > 0) await exec("docker", [...remove, ...ids]);
  }
}

const REMOVE = [
  ["container", "rm", "--force", "--volumes"],
  ["network", "rm"],
  ["volume", "rm"],
] as const;

type Objects = readonly [containers: string[], networks: string[], volumes: string[]];

/** At the end of a run: a name is free again, unless a test has left something under it. */
export async function releaseClaims(): Promise<void> {
  const left: string[] = [];
  for (const project of claimed()) if ((await objectsOf(project)).flat().length > 0) left.push(project);
  if (left.length > 0) writeFileSync(file, JSON.stringify(left));
  else rmSync(file, { force: true });
}

/** The ids of a Compose project's containers, networks and volumes. */
export async function objectsOf(project: string): Promise<Objects> {
  const ids = async (list: readonly string[]) => {
    const filter = ["--quiet", "--filter", `label=com.docker.compose.project=${project}`];
    return (await exec("docker", [...list, ...filter])).split("\n").filter((id) => id !== "");
  };
  return [await ids(["container", "ls", "--all"]), await ids(["network", "ls"]), await ids(["volume", "ls"])];
}
