import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { type Problem, ProblemError } from "../../core/problem.ts";
import type { Data } from "../../import/data.ts";
import { refusalProblem } from "../../import/refusal.ts";
import type { Import, ImportedProject } from "../../import/run.ts";
import type { RunningInputs } from "../../import/running.ts";
import type { Written } from "../../import/write.ts";
import { definitionPath, idOf, locateProject, type Project, shortPath } from "../../project/locate.ts";
import { endWith } from "../../system/ending.ts";
import { formatProblems } from "../../terminal/problems.ts";
import { paintFor, tell, writeData, writeError } from "../../terminal/streams.ts";
import { fileOption, jsonOption, repeatable, withExamples } from "../options.ts";
import { formatReport } from "../terminal/report.ts";
import { formatTable, wrapped } from "../terminal/table.ts";

interface ImportOptions {
  readonly file?: string;
  readonly name?: string;
  readonly profile?: readonly string[];
  readonly running?: readonly string[];
  readonly check?: boolean;
  readonly json?: boolean;
}

/** `homelab import`: Compose projects as code, with the proof that what runs goes on running. */
export function addImport(program: Command): void {
  const command = program
    .command("import")
    .description(
      "bring Compose projects in as code, their secrets into the store, and prove that no container restarts",
    )
    .argument("[place...]", "a folder with a Compose file, a folder of such folders, or Compose files")
    .addOption(fileOption())
    .option(
      "--name <name>",
      "the homelab's name, where there is no definition yet (default: the folder's)",
      homelabName,
    )
    .option("--profile <profile>", "bring in this profile's services too; may be repeated", repeatable)
    .option("--running <project>", "a Compose project that runs on this Docker host; may be repeated", repeatable)
    .option("--check", "write nothing: say what would be written, and how it would differ")
    .addOption(jsonOption())
    .action(importing)
    .addHelpText(
      "after",
      "\nExit codes: 0 all is equal, 3 brought in with the differences that are listed, 2 refused and nothing written.",
    );
  withExamples(command, [
    ["homelab import ~/docker", "each Compose project in a folder of that folder, as stacks/<project>.ts"],
    ["homelab import --running immich", "the project of that name, from the files that its containers were made of"],
    ["homelab import ./immich --check", "what would become of it; nothing is written"],
  ]);
}

async function importing(places: readonly string[], options: ImportOptions): Promise<void> {
  if (places.length + (options.running ?? []).length === 0) throw nothingNamed();
  await importInto(projectOf(options.file), places, options);
}

/** Brings Compose projects into a project, and reports it. */
export async function importInto(
  project: Project,
  places: readonly string[],
  options: Omit<ImportOptions, "file"> = {},
): Promise<void> {
  const [{ inputsOf }, { importProjects }, { plannedWriting, writeImport }, { findCompose }, { openStore }] =
    await Promise.all([
      import("../../import/inputs.ts"),
      import("../../import/run.ts"),
      import("../../import/write.ts"),
      import("../../tools/compose.ts"),
      import("../../secrets/store.ts"),
    ]);
  const given = inputsOf(places, options.profile ?? []);
  const running = await runningOf(options);
  const compose = await findCompose({ onProgress: tell });
  const name = options.name ?? idOf(basename(project.root));
  const inputs = [...given, ...(running?.inputs ?? [])];
  const imported = await importProjects({ compose, inputs, project, name }).finally(() => running?.remove());
  const written = options.check
    ? plannedWriting(imported, await openStore(project.root))
    : await writeImport(imported, project);
  const isEqual = imported.projects.every((one) => one.differences.length === 0 && one.refusals.length === 0);
  endWith(isEqual ? 0 : 3);
  if (options.json) writeData(asJson(imported, written, isEqual));
  else writeData(asText(imported, written, options.check === true));
  if (written.warnings.length > 0) writeError(formatProblems(written.warnings, paintFor(process.stderr)));
}

/** The projects that run, by their containers. */
async function runningOf({ running = [], profile = [] }: ImportOptions): Promise<RunningInputs | undefined> {
  if (running.length === 0) return undefined;
  const [{ Docker }, { runningInputs }] = await Promise.all([
    import("../../host/index.ts"),
    import("../../import/running.ts"),
  ]);
  const docker = new Docker();
  const inspected = async (kind: string, ids: readonly string[]) =>
    ids.length === 0 ? [] : (JSON.parse((await docker.ask([kind, "inspect", ...ids])) ?? "[]") as Data[]);
  const labels = ["--filter", "label=com.docker.compose.project", "--format", "{{.ID}}", "--no-trunc"];
  const containers = await inspected("container", await docker.lines(["container", "ls", "--all", ...labels]));
  const ids = [...new Set(containers.map(({ Image: id }) => String(id)))];
  const images = new Map((await inspected("image", ids)).map((image) => [String(image["Id"]), image]));
  return runningInputs({ containers, images }, running, profile);
}

/** The project of a definition that may not be there yet. */
function projectOf(file: string | undefined): Project {
  if (file === undefined || existsSync(file)) {
    try {
      return locateProject(file);
    } catch (error) {
      if (!(error instanceof ProblemError) || file !== undefined) throw error;
    }
  }
  const path = resolve(file ?? definitionPath);
  return { root: resolve(path, basename(resolve(path, "..")) === "stacks" ? "../.." : ".."), file: path };
}

function asJson({ projects }: Import, { files, secrets, warnings }: Written, isEqual: boolean): string {
  const shown = projects.map(({ refusals: _, ...project }) => project);
  const own = { projects: shown, written: files.map((path) => shortPath(path)), secrets };
  return formatReport("import", isEqual, [...warnings, ...refusalsOf(projects)], own);
}

function asText({ projects }: Import, { files, secrets }: Written, isCheck: boolean): string {
  const containers = projects.reduce((sum, one) => sum + one.containers, 0);
  const restarting = projects.flatMap(({ name, restarted }) => restarted.map((service) => `${name}/${service}`));
  const notes = projects.flatMap((one) => one.notes);
  return [
    ...files.map((path) => `${isCheck ? "would write" : "wrote"} ${shortPath(path)}`),
    ...(secrets.length > 0 ? [`${isCheck ? "would store" : "stored"}, encrypted: ${secrets.join(", ")}`] : []),
    ...(files.length + secrets.length === 0 ? ["nothing to write: all of it is there"] : []),
    ...(notes.length > 0 ? ["", ...notes.map((note) => wrapped(note, 120))] : []),
    ...refused(projects),
    ...table(projects),
    "",
    `${restarting.length} of ${containers} containers will restart${restarting.length > 0 ? `: ${restarting.join(", ")}` : ""}`,
    "",
  ].join("\n");
}

function refused(projects: readonly ImportedProject[]): string[] {
  const problems = refusalsOf(projects);
  return problems.length > 0 ? ["", formatProblems(problems, paintFor(process.stdout)).trimEnd()] : [];
}

function refusalsOf(projects: readonly ImportedProject[]): Problem[] {
  return projects.flatMap(({ name, refusals }) => refusals.map((one) => refusalProblem(name, one)));
}

function table(projects: readonly ImportedProject[]): string[] {
  const rows = projects.flatMap(({ differences }) =>
    differences.map(({ path, key, before, after, consequence }) => [path, key, before, after, consequence]),
  );
  if (rows.length === 0) return [];
  const head = ["SERVICE", "KEY", "BEFORE", "AFTER", "WHAT FOLLOWS"];
  return ["", formatTable([head, ...rows], process.stdout.columns ?? 160).trimEnd()];
}

function nothingNamed(): ProblemError {
  const fix = "name a folder with a Compose file, or a project that runs: `--running NAME`";
  return new ProblemError({ code: "HL721", level: "error", message: "nothing is named to import", fix });
}

function homelabName(value: string): string {
  if (/^[a-z0-9][a-z0-9_-]*$/.test(value)) return value;
  throw new InvalidArgumentError("Use lowercase letters, digits, '-' and '_', starting with a letter or a digit.");
}
