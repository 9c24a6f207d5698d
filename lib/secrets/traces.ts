import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Problem, ProblemError } from "../core/problem.ts";
import { ENV_MARK, STORE_FILE } from "./place.ts";
import { RECIPIENTS_FILE } from "./recipients.ts";

/** How Pulumi marks an encrypted value in its state. */
const PULUMI_SECRET = "4dabf18193072939515e22adb298388d";

/**
 * What tells that a project without a store once had one, as paths relative to its folder: `secrets.recipients`, which the
 * first save writes; an `.env` made from it; encrypted values in Pulumi's state. The names ledger is none: rendering writes it
 * before there is a secret.
 */
export function storeTraces(dir: string): string[] {
  const state = join(".pulumi", "stacks");
  return [
    ...(existsSync(join(dir, RECIPIENTS_FILE)) ? [RECIPIENTS_FILE] : []),
    ...envTraces(dir),
    ...files(join(dir, state), ".json")
      .filter((name) => text(join(dir, state, name)).includes(PULUMI_SECRET))
      .map((name) => join(state, name)),
  ];
}

/** Every `.env` below `compose/` that was made from a store: it may be the last copy of its secrets. */
export function envTraces(dir: string): string[] {
  return files(join(dir, "compose"), ".env")
    .filter((name) => text(join(dir, "compose", name)).startsWith(`# ${ENV_MARK}\n`))
    .map((name) => join("compose", name));
}

/** Whether an `.env` below `compose/`, made from a store or filled by hand, has a value of this name. */
export function inEnvFile(dir: string, name: string): boolean {
  const lines = files(join(dir, "compose"), ".env").flatMap((file) => text(join(dir, "compose", file)).split("\n"));
  return lines.some((line) => line.startsWith(`${name}=`));
}

/** The problem (HL819) that a store is not where it was; nothing where there never was one, or it is there. */
export function missingStore(dir: string): Problem | undefined {
  const path = join(dir, STORE_FILE);
  if (existsSync(path)) return undefined;
  if (lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink()) {
    const why = "it is a symbolic link, and what it leads to is not there";
    return missing(path, why, "Mount the share that it leads to, or correct the link.");
  }
  const traces = storeTraces(dir);
  if (traces.length === 0) return undefined;
  return missing(path, `there was a store, as ${traces.join(", ")} ${traces.length === 1 ? "shows" : "show"}`, restore);
}

const restore = `Restore it: git checkout -- ${STORE_FILE}. Where it is lost for good, or was never made: homelab secrets init.`;

/** @throws ProblemError HL819 where the last copies of secrets lie in `.env` files, which a new store's would replace */
export function refuseLastCopies(dir: string): void {
  const envs = envTraces(dir);
  if (envs.length === 0) return;
  const why = `${envs.join(", ")} may hold the last copy of its secrets`;
  const fix = "Move these away; after homelab secrets init, store what is in them: homelab secrets set NAME.";
  throw new ProblemError(missing(join(dir, STORE_FILE), why, fix));
}

function missing(path: string, why: string, fix: string): Problem {
  return { code: "HL819", level: "error", message: `${path} is not there: ${why}.`, fix };
}

function files(folder: string, ending: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(ending))
      .sort();
  } catch {
    return [];
  }
}

function text(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
