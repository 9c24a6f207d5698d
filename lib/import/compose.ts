import { readFileSync } from "node:fs";
import { ProblemError } from "../core/index.ts";
import { type ExecResult, lastLines, tryExec } from "../system/exec.ts";
import { atLeast } from "../system/which.ts";
import type { Compose } from "../tools/compose.ts";
import { type Data, dataOf, listOf, textOf, withoutExtensions } from "./data.ts";
import { contentsOf, type Variables } from "./files.ts";
import { filesOf, type Input, shownInput } from "./inputs.ts";

/** A Compose project as Compose itself reads it. */
export interface Reading {
  readonly input: Input;
  readonly name: string;
  /** All of it resolved: files merged, variables put in, paths absolute, names as on the engine. */
  readonly resolved: Data;
  /** The same document before variables were put in: which value came from which. Empty where Compose cannot say. */
  readonly written: Data;
  /** The texts of its own files, for their comments. */
  readonly sources: readonly string[];
  /** What its secrets and configs hold, see `contentsOf`. */
  readonly contents: ReadonlyMap<string, string>;
}

/**
 * Reads a project twice, by Compose itself: what it comes to, and how it is written.
 * @throws ProblemError HL720 where Compose refuses it
 */
export async function readProject(compose: Compose, input: Input): Promise<Reading> {
  const [text, written] = await Promise.all([
    required(compose, input, ["config", "--format", "json"]),
    run(compose, input, ["config", "--format", "json", "--no-interpolate", "--no-path-resolution"]),
  ]);
  const resolved = withoutAbsent(dataOf(withoutExtensions(withCreation(parsed(text), compose))));
  const name = textOf(resolved["name"]) ?? "";
  return {
    input,
    name,
    resolved,
    written: written.code === 0 ? dataOf(JSON.parse(written.stdout)) : {},
    sources: filesOf(input).map((file) => readFileSync(file, "utf8")),
    contents: contentsOf(resolved, await variablesFor(compose, input, resolved)),
  };
}

/** Without the dependencies that are not required, and that no profile brought in: Compose itself would not read them again. */
function withoutAbsent(resolved: Data): Data {
  const all = dataOf(resolved["services"]);
  const services = Object.entries(all).map(([name, data]) => {
    const { depends_on: needed, ...service } = dataOf(data);
    const there = Object.entries(dataOf(needed)).filter(([other]) => other in all);
    return [name, { ...service, ...(there.length > 0 && { depends_on: Object.fromEntries(there) }) }];
  });
  return { ...resolved, services: Object.fromEntries(services) };
}

/**
 * The project's variables that hold secrets and configs: the shell's, and those of `.env`. Compose is asked for them as for any
 * other value: not all releases can print its variables.
 */
async function variablesFor(compose: Compose, { folder, envFiles = [] }: Input, resolved: Data): Promise<Variables> {
  const entries = ["secrets", "configs"].flatMap((kind) => Object.values(dataOf(resolved[kind])).map(dataOf));
  const names = entries.flatMap(({ environment }) =>
    /^[A-Za-z_]\w*$/.test(String(environment)) ? String(environment) : [],
  );
  if (names.length === 0) return {};
  const asked = names.flatMap((name, index) => [
    [`value${index}`, `\${${name}-}`],
    [`is_set${index}`, `\${${name}+yes}`],
  ]);
  const document = { name: "variables", services: { all: { image: "none", environment: Object.fromEntries(asked) } } };
  const place = ["--project-directory", folder, ...envFiles.flatMap((file) => ["--env-file", file])];
  const args = [...place, "--file", "-", "config", "--format", "json"];
  const { code, stdout } = await call(compose, args, { cwd: folder, input: JSON.stringify(document) });
  if (code !== 0) return process.env;
  const told = dataOf(dataOf(dataOf(parsed(stdout)["services"])["all"])["environment"]);
  return Object.fromEntries(
    names.flatMap((name, index) => (told[`is_set${index}`] === "yes" ? [[name, textOf(told[`value${index}`])]] : [])),
  );
}

/** What a resolved document comes to when Compose reads it again, and the hash of each service: its change detector. */
export interface Resolution {
  readonly document: Data;
  readonly hashes: ReadonlyMap<string, string>;
}

/**
 * The services' hashes of a document that is resolved. Of the files themselves some releases print another hash than the
 * one that they put on the container: they leave out what an `env_file` has.
 */
export async function hashesOf(compose: Compose, document: Data, folder: string): Promise<Resolution["hashes"]> {
  const services = Object.entries(dataOf(document["services"])).map(([name, service]) => {
    // All that is there was asked for. No hash has the profiles.
    const { profiles: _, ...rest } = dataOf(service);
    return [name, rest];
  });
  // A dollar sign of a resolved document is one.
  const input = JSON.stringify({ ...document, services: Object.fromEntries(services) }).replaceAll("$", "$$$$");
  const result = await call(compose, ["--file", "-", "config", "--hash", "*"], { cwd: folder, input });
  if (result.code !== 0) throw refused("the resolved project", result);
  return new Map(
    result.stdout
      .split("\n")
      .filter((line) => line.includes(" "))
      .map((line) => [line.slice(0, line.lastIndexOf(" ")).trim(), line.slice(line.lastIndexOf(" ") + 1)]),
  );
}

/**
 * Reads a rendered file.
 * @param folder an empty one, so that no other file takes part
 * @param env the values of the secrets
 */
export async function resolveRendered(
  compose: Compose,
  yaml: string,
  folder: string,
  env: Readonly<Record<string, string>>,
): Promise<Data> {
  const args = ["--file", "-", "config", "--format", "json"];
  const result = await call(compose, args, { cwd: folder, input: yaml, env });
  if (result.code !== 0) throw refused("what was rendered", result);
  return withCreation(parsed(result.stdout), compose);
}

/**
 * With what a bind says of a folder that is missing as current releases write it: nothing where it is made, false where it is
 * not. Up to 2.40 it was nothing where it is not.
 */
function withCreation(document: Data, { version }: Compose): Data {
  if (atLeast(version, "2.41.0")) return document;
  const services = Object.entries(dataOf(document["services"])).map(([name, data]) => {
    const service = dataOf(data);
    const volumes = listOf(service["volumes"]).map((mount) => {
      const { bind, ...rest } = dataOf(mount);
      if (bind === undefined) return rest;
      const { create_host_path: isMade, ...options } = dataOf(bind);
      return { ...rest, bind: isMade === true ? options : { ...options, create_host_path: false } };
    });
    return [name, { ...service, ...(service["volumes"] !== undefined && { volumes }) }];
  });
  return { ...document, services: Object.fromEntries(services) };
}

/** The services that no profile of this run brings in, by profile. */
export function leftOut({ resolved, written }: Reading): Map<string, string[]> {
  const there = dataOf(resolved["services"]);
  const byProfile = new Map<string, string[]>();
  for (const [name, service] of Object.entries(dataOf(written["services"]))) {
    if (name in there) continue;
    for (const profile of listOf(dataOf(service)["profiles"]).map(String)) {
      byProfile.set(profile, [...(byProfile.get(profile) ?? []), name].sort());
    }
  }
  return byProfile;
}

async function required(compose: Compose, input: Input, args: readonly string[]): Promise<string> {
  const result = await run(compose, input, args);
  if (result.code !== 0) throw refused(shownInput(input), result);
  return result.stdout;
}

function run(compose: Compose, input: Input, args: readonly string[]): Promise<ExecResult> {
  const { folder, files, profiles, name, envFiles = [] } = input;
  const named = files.flatMap((file) => ["--file", file]);
  const chosen = profiles.flatMap((profile) => ["--profile", profile]);
  // Of files elsewhere, paths are relative to the project's folder.
  const place = name === undefined ? [] : ["--project-name", name, "--project-directory", folder];
  const variables = envFiles.flatMap((file) => ["--env-file", file]);
  return call(compose, [...place, ...variables, ...named, ...chosen, ...args], { cwd: folder });
}

interface Call {
  readonly cwd: string;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** What the shell says of one project must not reach another. */
const ownProject = { COMPOSE_FILE: undefined, COMPOSE_PROJECT_NAME: undefined, COMPOSE_PROFILES: undefined };

function call(compose: Compose, args: readonly string[], { env, ...options }: Call): Promise<ExecResult> {
  return tryExec(compose.command, [...compose.args, "--ansi", "never", ...args], {
    ...options,
    env: { ...ownProject, ...env },
    timeout: 30_000,
  });
}

/** Compose writes a dollar sign twice, so that what it wrote can be read again. */
function parsed(text: string): Data {
  return dataOf(JSON.parse(text.replaceAll("$$", "$")));
}

function refused(what: string, { stderr, stdout, code }: ExecResult): ProblemError {
  const said = lastLines(stderr.trim() || stdout.trim(), 3).replace(/\s*\n\s*/g, "; ");
  return new ProblemError({
    code: "HL720",
    level: "error",
    message: `Compose cannot read ${what}${code === 124 ? ": it took more than half a minute" : `: ${said}`}`,
    fix: "have `docker compose config` succeed in that folder; nothing was written",
  });
}
