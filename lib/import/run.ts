import { cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Problem, ProblemError } from "../core/index.ts";
import { percentEncode } from "../model/index.ts";
import { type Analysis, analyse } from "../project/analyse.ts";
import { readLedger } from "../project/ledger-file.ts";
import { loadDefinition } from "../project/load.ts";
import { type Project, shortPath } from "../project/locate.ts";
import { emptyDefinition } from "../project/starter.ts";
import { hiddenFolder, temporaryFolder } from "../system/temporary.ts";
import { envVariables, renderCompose } from "../targets/compose/index.ts";
import type { Compose } from "../tools/compose.ts";
import { hashesOf, type Reading, readProject, resolveRendered } from "./compose.ts";
import { isTelling } from "./credentials.ts";
import type { Data } from "./data.ts";
import { fileName, withStack } from "./definition.ts";
import { stackFile } from "./emit.ts";
import type { Input } from "./inputs.ts";
import { judged } from "./judge.ts";
import { type ProjectCode, projectCode } from "./project.ts";
import {
  type Difference,
  differences,
  type Normalisation,
  type Proof,
  restarted,
  usedNormalisations,
} from "./prove.ts";

/** What an import comes to; nothing is written yet. */
export interface Import {
  readonly projects: readonly ImportedProject[];
  /** Every file, by its path; those that are there already are the same. */
  readonly files: ReadonlyMap<string, string>;
  /** The secrets' values, by their names in the store. */
  readonly secrets: ReadonlyMap<string, string>;
  readonly analysis: Analysis;
}

export interface ImportedProject extends Pick<ProjectCode, "name" | "refusals" | "notes"> {
  readonly containers: number;
  /** The services whose containers will be recreated. */
  readonly restarted: readonly string[];
  readonly differences: readonly Difference[];
  /** What was taken for equal, though it is written otherwise. */
  readonly normalisations: readonly Normalisation[];
}

export interface ImportOptions {
  readonly compose: Compose;
  readonly inputs: readonly Input[];
  /** The definition, which need not be there. */
  readonly project: Project;
  /** The homelab's name, where there is no definition yet. */
  readonly name: string;
}

/**
 * Reads Compose projects, writes them as code in memory, and proves what the code comes to.
 * @throws ProblemError HL720-HL722, HL725, and whatever is wrong with the definition that would result
 */
export async function importProjects({ compose, inputs, project, name }: ImportOptions): Promise<Import> {
  const readings: Reading[] = [];
  for (const input of inputs) readings.push(await readProject(compose, input));
  refuseTwice(readings);
  const codes = readings.map((reading) => judged(projectCode(reading)));
  const { files, analysis } = await analysed(codes, project, name);
  refuseOthers(files, project.file);
  const secrets = secretsOf(codes, analysis);
  const folder = temporaryFolder("import");
  try {
    const projects: ImportedProject[] = [];
    for (const [index, code] of codes.entries()) {
      const reading = readings[index];
      if (reading) projects.push(await proved(compose, reading, code, analysis, secrets, folder.path));
    }
    return { projects, files, secrets, analysis };
  } finally {
    folder.remove();
  }
}

/** Loads what would be written, has all checks run, and writes once more, with what they find accepted as it was imported. */
async function analysed(
  codes: readonly ProjectCode[],
  project: Project,
  name: string,
): Promise<Pick<Import, "files" | "analysis">> {
  const first = filesOf(codes, project, name, () => []);
  // Before anything lies on disk, if only for a while.
  refuseClear(codes, first);
  const { found } = await loaded(first, project);
  const files = filesOf(codes, project, name, (stack) => {
    const here = found.filter(({ path = "", level }) => path.split("/")[0] === stack && level !== "advice");
    return [...new Set(here.map(({ code }) => code))].sort();
  });
  const analysis = await loaded(files, project);
  const errors = [...analysis.built, ...analysis.found].filter(({ level }) => level === "error");
  if (errors.length > 0) throw new ProblemError(errors.map(withoutSource));
  return { files, analysis };
}

function filesOf(
  codes: readonly ProjectCode[],
  { file }: Project,
  name: string,
  accepted: (stack: string) => readonly string[],
): Map<string, string> {
  const before = existsSync(file) ? readFileSync(file, "utf8") : emptyDefinition(name);
  const definition = codes.reduce((text, code) => withStack(text, code.name, fileName(code.name, file)), before);
  const stacks = codes.map((code): [string, string] => [
    join(dirname(file), fileName(code.name, file)),
    stackFile(code, accepted(code.name)),
  ]);
  return new Map([...stacks, [file, definition]]);
}

/** The definition that the files make, from a folder beside the real one, so that what it imports is found alike. */
async function loaded(files: ReadonlyMap<string, string>, { root, file }: Project): Promise<Analysis> {
  const folder = hiddenFolder("import", existing(root));
  try {
    const real = dirname(file);
    const stacks = join(folder.path, basename(real));
    mkdirSync(stacks);
    if (existsSync(real)) cpSync(real, stacks, { recursive: true });
    for (const [path, content] of files) writeFileSync(join(stacks, basename(path)), content);
    const { homelab } = await loadDefinition(join(stacks, basename(file)));
    return analyse(homelab, { ledger: readLedger({ file }) });
  } finally {
    folder.remove();
  }
}

/** The folder itself, or the nearest one above that is there: nothing is made before all is judged. */
function existing(folder: string): string {
  return existsSync(folder) ? folder : existing(dirname(folder));
}

async function proved(
  compose: Compose,
  reading: Reading,
  code: ProjectCode,
  { model }: Analysis,
  secrets: ReadonlyMap<string, string>,
  folder: string,
): Promise<ImportedProject> {
  const { name, resolved } = reading;
  const rendered = renderCompose(model, { layout: "project" }).find(({ path }) => path === `${name}/compose.yaml`);
  const stacks = model.stacks.filter((stack) => stack.name === name);
  const env = envVariables(stacks).map((one): [string, string] => {
    const value = secrets.get(one.secret) ?? "";
    return [one.name, one.encode === "uri" ? percentEncode(value) : value];
  });
  const proofOf = async (document: Data): Promise<Proof> => ({
    document,
    hashes: await hashesOf(compose, document, folder),
  });
  const [before, after] = await Promise.all([
    proofOf(resolved),
    resolveRendered(compose, rendered?.content ?? "", folder, Object.fromEntries(env)).then(proofOf),
  ]);
  const values = [...code.values.values()].filter((value) => value !== "").sort((a, b) => b.length - a.length);
  const shown = (text: string) => values.reduce((all, value) => all.replaceAll(value, "(secret)"), text);
  return {
    ...{ name, refusals: code.refusals, notes: code.notes },
    containers: before.hashes.size,
    restarted: restarted(before, after),
    differences: differences(name, before, after, shown),
    normalisations: usedNormalisations(before, after),
  };
}

function secretsOf(codes: readonly ProjectCode[], { model }: Analysis): Map<string, string> {
  const names = new Map(model.stacks.flatMap(({ secrets }) => secrets.map(({ path, name }) => [path, name] as const)));
  return new Map(
    codes.flatMap((code) =>
      [...code.values].flatMap(([secret, value]): [string, string][] => {
        const name = names.get(`${code.name}/${secret.id}`);
        return name === undefined ? [] : [[name, value]];
      }),
    ),
  );
}

function refuseTwice(readings: readonly Reading[]): void {
  const problems = readings.flatMap(({ name, input }, index): Problem[] => {
    const other = readings.slice(0, index).find((one) => one.name === name);
    if (other === undefined) return [];
    const message = `${shortPath(other.input.folder)} and ${shortPath(input.folder)} are both the Compose project ${name}`;
    return [
      { code: "HL721", level: "error", message, fix: "give one of the two another `name:`; nothing was written" },
    ];
  });
  if (problems.length > 0) throw new ProblemError(problems);
}

/** What no stage may let through, looked at once more in what would be written. */
function refuseClear(codes: readonly ProjectCode[], files: ReadonlyMap<string, string>): void {
  const problems = codes.flatMap(({ name, values }) =>
    [...values].flatMap(([secret, value]): Problem[] => {
      const isClear = isTelling(value) && [...files.values()].some((text) => text.includes(value));
      const message = `the value of the secret ${secret.id} also stands where no secret can be put; nothing was written`;
      const fix = "take it out of names and paths of the Compose project";
      return isClear ? [{ code: "HL726", level: "error", path: `${name}/${secret.id}`, message, fix }] : [];
    }),
  );
  if (problems.length > 0) throw new ProblemError(problems);
}

/** The definition itself is added to; a stack's file is the import's own. */
function refuseOthers(files: ReadonlyMap<string, string>, definition: string): void {
  const problems = [...files].flatMap(([path, content]): Problem[] => {
    if (path === definition || !existsSync(path) || readFileSync(path, "utf8") === content) return [];
    const message = `${shortPath(path)} is there, and is not what the import would write; nothing was written`;
    return [{ code: "HL722", level: "error", message, fix: "move it away to import again, or leave the project out" }];
  });
  if (problems.length > 0) throw new ProblemError(problems);
}

/** A line of a file that is not written helps nobody. */
function withoutSource({ source: _, ...problem }: Problem): Problem {
  return problem;
}
