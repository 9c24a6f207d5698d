import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { type Command, Option } from "commander";
import { type Problem, ProblemError } from "../../core/problem.ts";
import type { HomelabModel, Ledger, MovedVolume } from "../../model/index.ts";
import type { OutputFile, Plan } from "../../project/files/plan-files.ts";
import { definitionPath, shortPath } from "../../project/locate.ts";
import { selectStacks } from "../../project/selection.ts";
import { STORE_FILE } from "../../secrets/place.ts";
import { shellWord } from "../../system/shell-word.ts";
import type { Layout } from "../../targets/compose/index.ts";
import { printable } from "../../terminal/printable.ts";
import { countProblems, formatProblems } from "../../terminal/problems.ts";
import { paintFor, streams, tell, writeData, writeError } from "../../terminal/streams.ts";
import { fileOption, jsonOption, mirrorOption, repeatable, withExamples } from "../options.ts";
import { formatReport } from "../terminal/report.ts";

interface RenderOptions {
  readonly file?: string;
  readonly out?: string;
  readonly stack?: readonly string[];
  readonly layout: Layout;
  readonly secrets?: boolean;
  readonly mirror?: string;
  readonly json?: boolean;
}

/** `homelab render`: the definition as plain Compose files. Writes all of them or, where anything is wrong, none. */
export function addRender(program: Command): void {
  const command = program
    .command("render")
    .description("write the homelab as plain Compose files, one folder a stack; all files or, with an error, none")
    .addOption(fileOption())
    .option("--out <folder>", "where to write (default: compose, beside stacks/)")
    .option("--stack <name>", "only this stack's files; may be repeated", repeatable)
    .addOption(
      new Option("--layout <layout>", "a Compose project a stack, or a single one for all")
        .choices(["project", "single"])
        .default("project"),
    )
    .option("--secrets", "write the secrets too: an .env (mode 0600) beside each file, from the store")
    .addOption(mirrorOption())
    .addOption(jsonOption())
    .action(render);
  withExamples(command, [
    ["homelab render", "write compose/<stack>/compose.yaml, to be committed"],
    ["homelab render --secrets", "write .env files too, so that `docker compose up` runs"],
    ["homelab render --stack edge", "touch only one stack's files"],
  ]);
}

async function render(options: RenderOptions): Promise<void> {
  const [{ loadDefinition }, { sound }, { analyseAsking }, { renderCompose }, { isEmpty, planFiles }, { writeFiles }] =
    await Promise.all([
      import("../../project/load.ts"),
      import("../../project/analyse.ts"),
      import("../../apply/what-is-there.ts"),
      import("../../targets/compose/index.ts"),
      import("../../project/files/plan-files.ts"),
      import("../../project/files/write-files.ts"),
    ]);
  refuseUsage(options);
  const definition = await loadDefinition(options.file);
  const { root } = definition;
  const analysis = sound(await analyseAsking({ ...definition, mirror: options.mirror }));
  const { model, built, found } = analysis;
  const stacks = selectStacks(model, options.stack);
  const path = shortPath(definition.file, root);
  const from = path === definitionPath ? {} : { definition: printable(shellWord(path)) };
  const files: OutputFile[] = renderCompose(model, { layout: options.layout, ...from }).filter(
    (file) => options.stack === undefined || (file.stack !== undefined && options.stack.includes(file.stack)),
  );
  const folder = options.out === undefined ? join(root, "compose") : resolve(options.out);
  const hasStore = existsSync(join(root, STORE_FILE));
  const scope = { homelab: model.name, stacks: options.stack, hasStore };
  let planned = planFiles(folder, files, scope);
  const notes: Problem[] = [...built, ...found];
  let hasValue: ((name: string) => boolean) | undefined;
  if (options.secrets) {
    const { envFiles, envPlaces } = await import("../../project/files/env-files.ts");
    const all = { ...scope, hasStore: true, secrets: envPlaces(stacks, options.layout) };
    // Whatever stands in the way is told before a secret is made for it.
    planFiles(folder, [...files, ...envFiles(stacks, options.layout, () => "")], all);
    const { store, warnings } = await secretsOf(root, stacks, analysis.ledger?.ledger);
    hasValue = (name) => store.has(name);
    notes.push(...warnings);
    planned = planFiles(folder, [...files, ...envFiles(stacks, options.layout, (name) => store.get(name))], all);
  }
  const { ledgerChange } = await import("../../project/ledger-file.ts");
  const recorded = ledgerChange(definition, analysis, { stacks: options.stack, hasValue });
  const nothing = isEmpty(planned) && recorded === undefined;
  writeFiles(planned, recorded);
  await tellRunning(planned.remove, root, model);
  say(planned, recorded?.path, nothing, notes, options);
  if (!options.json) for (const one of analysis.ledger?.moved ?? []) tellMoved(one);
}

/** Says of the stacks whose files were removed which containers still run: nobody sees them in the files any more. */
async function tellRunning(removed: readonly string[], root: string, model: HomelabModel): Promise<void> {
  const files = removed.filter((path) => basename(path) === "compose.yaml");
  if (files.length === 0) return;
  const [{ readStackSettings }, { Docker }] = await Promise.all([
    import("../../apply/stack-settings.ts"),
    import("../../host/docker.ts"),
  ]);
  const docker = new Docker(readStackSettings(root, model.name).docker);
  for (const file of files) {
    const project = dirname(file) === "." ? model.name : dirname(file);
    const filter = ["--filter", `label=com.docker.compose.project=${project}`];
    // Rendering needs no Docker: where none answers, nothing is said.
    const { code, stdout } = await docker.run(["ps", ...filter, "--format", "{{.Names}}"], { timeout: 5_000 });
    const names = stdout.split("\n").filter((name) => name !== "");
    if (code !== 0 || names.length === 0) continue;
    tell(
      `the files of ${project} are removed, and its containers still run: ${names.join(", ")}; \`homelab up\` removes them, so does \`docker compose --project-name ${project} down\``,
    );
  }
}

function refuseUsage({ stack, layout }: RenderOptions): void {
  if (stack === undefined || layout === "project") return;
  throw new ProblemError({
    code: "HL706",
    level: "error",
    message: "`--stack` asks for one stack, and `--layout single` puts all stacks into one file",
    fix: "leave one of the two out",
  });
}

/** The store with every secret of some stacks in it: generated ones are made now, provided ones must have been set. */
async function secretsOf(root: string, stacks: HomelabModel["stacks"], ledger: Ledger | undefined) {
  const [{ openStore }, { wantedSecrets }] = await Promise.all([
    import("../../secrets/store.ts"),
    import("../../project/wanted-secrets.ts"),
  ]);
  const store = await openStore(root);
  const { problems } = store.ensure(wantedSecrets(stacks, ledger));
  if (problems.length > 0) throw new ProblemError(problems);
  return { store, warnings: await store.save() };
}

/** Two servers on one data folder ruin it, and the old path's container knows nothing of the new one. */
function tellMoved({ from, path, place }: MovedVolume): void {
  const users = place.startsWith("/") ? "" : ` (\`docker ps --filter volume=${place}\` shows them)`;
  tell(
    `${path} is ${from} of before, and keeps ${place}: stop the containers that use it${users} before its new ones start`,
  );
}

function say(
  plan: Plan,
  ledger: string | undefined,
  nothing: boolean,
  notes: readonly Problem[],
  options: RenderOptions,
): void {
  const name = (path: string) => shortPath(join(plan.folder, path));
  const written = plan.write.map((file) => name(file.path));
  if (ledger !== undefined) written.push(shortPath(ledger));
  const removed = plan.remove.map(name);
  if (options.json) {
    writeData(formatReport("render", true, notes, { written, removed, left: plan.left.map(name) }));
    return;
  }
  // Advice is for `check`: a file was asked for.
  const shown = notes.filter((note) => note.level !== "advice");
  if (shown.length > 0) writeError(`${formatProblems(shown, paintFor(streams().stderr))}${countProblems(shown)}\n`);
  writeData([...written.map((path) => `wrote ${path}\n`), ...removed.map((path) => `removed ${path}\n`)].join(""));
  for (const path of plan.changed) tell(`${name(path)} had been changed by hand: that is lost, since it is rendered`);
  for (const path of plan.left) tell(`left ${name(path)}: it is no longer rendered, and was changed by hand`);
  if (nothing) tell(`${shortPath(plan.folder)} is up to date`);
}
