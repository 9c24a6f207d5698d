import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { ProblemError } from "../../core/problem.ts";
import type { HomelabModel } from "../../model/index.ts";
import { undisturbed } from "../../terminal/patience.ts";
import { isInteractive, streams, tell, writeData } from "../../terminal/streams.ts";
import { jsonOption, withExamples } from "../options.ts";
import { formatReport } from "../terminal/report.ts";

interface DemoOptions {
  readonly down?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/**
 * `homelab demo`: the example homelab on this machine's Docker, with all that it takes, in a project of its own; `--down`
 * takes it back. Safe to repeat: a run that was interrupted is fixed by the next.
 */
export function addDemo(program: Command): void {
  const command = program
    .command("demo")
    .description("bring the example homelab up on this machine's Docker, with all that it takes; or take it back")
    .option("--down", "remove what the demo made: containers, networks, volumes with their data, images")
    .option("-y, --yes", "install Docker's packages without asking (Debian and Ubuntu, as root)")
    .addOption(jsonOption())
    .action(demo);
  withExamples(command, [
    ["homelab demo", "set up what is missing, bring it up, show what runs and where"],
    ["homelab demo --down", "remove every trace of it"],
  ]);
}

async function demo(options: DemoOptions): Promise<void> {
  const [{ withLock }, { takeDown }] = await Promise.all([import("../../system/lock.ts"), import("../demo/down.ts")]);
  if (!options.down) return withLock("demo", () => bringUp(options), { onProgress: tell });
  const result = await withLock("demo", takeDown, { onProgress: tell });
  if (options.json) writeData(formatReport("demo", true, [], { ...result }));
}

async function bringUp(options: DemoOptions): Promise<void> {
  const [{ exampleFile }, { loadDefinition }, { analyseSound }] = await Promise.all([
    import("../demo/folder.ts"),
    import("../../project/load.ts"),
    import("../../project/analyse.ts"),
  ]);
  const { homelab } = await loadDefinition(exampleFile);
  const { model } = analyseSound(homelab);
  tell(`the homelab ${model.name}: ${model.stacks.length} stacks, checked`);
  const notes = await prepare(options).catch(async (error: unknown) => {
    if (error instanceof ProblemError) await renderOnly(model);
    throw error;
  });
  const [{ applyDemo }, { refuseForeign }] = await Promise.all([import("../demo/up.ts"), import("../demo/engine.ts")]);
  await refuseForeign(model);
  await show(model, await applyDemo(model, notes), options);
}

/** Where the engine's packages put it, which is on root's PATH only. */
const dockerd = "/usr/sbin/dockerd";

/** Docker and Pulumi, found or made, and what the demo has done so far. */
async function prepare({ yes }: DemoOptions) {
  const [
    { askDocker, ensureDocker, startedDocker },
    { canInstallDocker, releaseAdded },
    { pulumiTools },
    { which },
    folder,
    engine,
  ] = await Promise.all([
    import("../../tools/docker.ts"),
    import("../../tools/docker-install.ts"),
    import("../../tools/pulumi-home.ts"),
    import("../../system/which.ts"),
    import("../demo/folder.ts"),
    import("../demo/engine.ts"),
  ]);
  const running = startedDocker();
  const release = releaseAdded();
  const missing = "code" in (await askDocker()) && !(which("docker") && (which("dockerd") || existsSync(dockerd)));
  const install = missing && canInstallDocker() && (yes === true || (await mayInstall()));
  const docker = await ensureDocker({ install, onProgress: tell });
  tell(`Docker ${docker.version} at ${docker.host}`);
  const earlier = await folder.readNotes();
  const notes = {
    startedEngine: (earlier?.startedEngine ?? false) || (!running && startedDocker()),
    startedRegistry: earlier?.startedRegistry ?? false,
    madeRegistry: earlier?.madeRegistry ?? false,
    imagesBefore: earlier?.imagesBefore ?? (await engine.allImages()),
    images: earlier?.images ?? [],
    anonymous: earlier?.anonymous ?? [],
    finished: earlier?.finished ?? true,
    addedRelease: (earlier?.addedRelease ?? false) || (!release && releaseAdded()),
    packages: earlier?.packages ?? [],
  };
  if (notes.startedEngine || notes.addedRelease || install) await folder.writeNotes(notes);
  await pulumiTools({ onProgress: tell });
  return notes;
}

async function mayInstall(): Promise<boolean> {
  if (!isInteractive()) {
    tell("there is no Docker here: going on with this system's packages of it (there is no terminal to ask at)");
    return true;
  }
  const { confirm } = await import("@clack/prompts");
  const message = "There is no Docker here. Install this system's packages and start it?";
  return (await undisturbed(() => confirm({ message, output: streams().stderr }))) === true;
}

/** What can be done without Docker: the checks are done already, the files follow. */
async function renderOnly(model: HomelabModel): Promise<void> {
  const [{ renderCompose }, { planFiles }, { writeFiles }, { demoFolder }] = await Promise.all([
    import("../../targets/compose/index.ts"),
    import("../../project/files/plan-files.ts"),
    import("../../project/files/write-files.ts"),
    import("../demo/folder.ts"),
  ]);
  const place = join(demoFolder(), "compose");
  const files = renderCompose(model, { layout: "project" });
  writeFiles(planFiles(place, files, { homelab: model.name }));
  tell(`rendered it to ${place}/<stack>/compose.yaml; to start it, something is missing:`);
}

async function show(
  model: HomelabModel,
  { leftOut, mirror }: { readonly leftOut: readonly string[]; readonly mirror: string | undefined },
  { json }: DemoOptions,
): Promise<void> {
  const { demoRows, formatTable } = await import("../demo/table.ts");
  const services = await demoRows(model, leftOut);
  const images = mirror === undefined ? "real" : "stand-ins";
  if (json) return writeData(formatReport("demo", true, [], { images, services }));
  writeData(`\n${formatTable(services)}\n`);
  if (leftOut.length > 0) {
    tell("Not started: what needs credentials that somebody else issues, and which a demo can only make up.");
  }
  tell("The public URLs need a tunnel of your own. What is on this host answers now.");
  tell("Edit stacks/homelab.ts and run this again to see a change; `npm run demo -- --down` removes it all.");
}
