import { join } from "node:path";
import { type Homelab, ProblemError } from "../core/index.ts";
import { Docker } from "../host/docker.ts";
import { handover, handoverLines } from "../host/handover.ts";
import { lostVolume, missingVolumes } from "../host/lost-volumes.ts";
import type { Orphan } from "../host/orphans.ts";
import { portsOfProcesses } from "../host/port-holders.ts";
import { nothingKnown, trySnapshot } from "../host/snapshot.ts";
import { composedOf, findStrays, refuseStrays } from "../host/strays.ts";
import type { HomelabModel } from "../model/index.ts";
import { sound, sources } from "../project/analyse.ts";
import { recordLedger } from "../project/ledger-file.ts";
import { loadDefinition } from "../project/load.ts";
import { folderOf, locateProject, type Project, shortPath } from "../project/locate.ts";
import { formerNameVariable, selectStacks, stacksVariable } from "../project/selection.ts";
import { wantedSecrets } from "../project/wanted-secrets.ts";
import { openStore } from "../secrets/store.ts";
import { plan } from "../targets/pulumi/plan.ts";
import { emit } from "../targets/pulumi/program.ts";
import { running } from "../targets/pulumi/running.ts";
import { hostHere, refuseOtherHost } from "./applied-host.ts";
import { imageLabels, platformOfStore } from "./image-labels.ts";
import { knownIds } from "./known-ids.ts";
import { makeWay, pullAgain, pullImages } from "./make-way.ts";
import { orphansIn } from "./orphans.ts";
import { ownFolders } from "./own-folder.ts";
import { isAskedByCommand, reportOf } from "./report.ts";
import { settling } from "./settling.ts";
import { otherStack } from "./stack-owner.ts";
import { readStackSettings } from "./stack-settings.ts";
import { forbiddenUpgrades } from "./upgrades.ts";
import { analyseAsking } from "./what-is-there.ts";

/**
 * The Pulumi program of a homelab: checks the definition, makes what is missing among its secrets, and registers its
 * resources. A preview leaves the store as it is.
 *
 * Configuration: `docker:host` and the provider's others; `composeDir`, the folder on the Docker host where the rendered
 * files lie; `mirror`, a registry to take all images from; `definition`, the definition that the stack belongs to.
 *
 * @param given the homelab to be applied. Default: that of the stack's definition
 * @param adjust changes the model, which is sound, before it is applied. Default: it is applied as it is
 */
export async function deploy(
  given?: Homelab,
  adjust: (model: HomelabModel) => HomelabModel = (model) => model,
): Promise<void> {
  await orStop(async () => {
    const project = runningProject();
    const homelab = given ?? (await loadDefinition(project.file)).homelab;
    if (homelab.name !== running.stack)
      throw new ProblemError(
        otherStack(running.stack, homelab.name, given ? undefined : shortPath(project.file, project.root)),
      );
    const analysis = sound(await analyseAsking({ ...project, homelab, mirror: running.setting("mirror") }));
    const model = adjust(analysis.model);
    const names = process.env[stacksVariable]?.split(",");
    const selected = selectStacks(model, names);
    const settings = readStackSettings(project.root, running.stack);
    const docker = new Docker(settings.docker);
    // Each takes its time, and most of it in a process of its own.
    const [known, found, platform, here, store] = await Promise.all([
      knownIds(running.stack, project.root),
      trySnapshot(docker),
      platformOfStore(docker),
      hostHere(docker),
      openStore(project.root),
    ]);
    // The command has asked before, and may have been told that it is a new host.
    if (!isAskedByCommand()) refuseOtherHost(homelab.name, settings.engine, here);
    const jumps = forbiddenUpgrades({ ...model, stacks: selected }, found?.containers ?? [], sources(homelab));
    if (jumps.length > 0) throw new ProblemError(jumps, 1);
    const { problems } = store.ensure(wantedSecrets(selected, analysis.ledger?.ledger));
    if (problems.length > 0) throw new ProblemError(problems);
    if (!running.isPreview) {
      await store.save();
      // Before anything is applied: a volume that was made and is not on record could be lost from sight.
      await recordLedger(project, analysis, { stacks: names, hasValue: (name) => store.has(name) });
    }
    const snapshot = found ?? nothingKnown;
    // What is asked for by name the command knows; it has put that into the state.
    const claims = {
      known: known ?? new Set<string>(),
      isOwnFolder: ownFolders(model.name, project.root, settings.composeDir),
      adopted: [],
      // Of a plain `pulumi` nobody has asked for it.
      formerly: isAskedByCommand() ? process.env[formerNameVariable] || undefined : undefined,
    };
    const there = findStrays(model, snapshot, claims);
    const starting = { ...model, stacks: selected };
    const strays = findStrays(starting, snapshot, claims);
    refuseStrays(isAskedByCommand() ? strays.filter(({ adoptAs }) => adoptAs === undefined) : strays, known);
    // The command asks before it starts Pulumi, which forgets a volume that is gone once it has looked.
    if (found !== undefined && !isAskedByCommand()) {
      const lost = missingVolumes(selected, found.volumes).filter(({ name }) => known?.has(name));
      if (lost.length > 0)
        throw new ProblemError(
          lost.map((one) => lostVolume(one, sources(homelab), "error")),
          1,
        );
    }
    // `homelab up` removes them itself.
    if (!isAskedByCommand()) {
      const left = orphansIn(model, snapshot.containers, { ...settings, root: project.root });
      running.warn(leftLine(left.filter(({ id }) => known?.has(id) === false)));
    }
    const change = handover(model, snapshot, claims, selected);
    const held = [...change.problems, ...(await portsOfProcesses(starting, snapshot, docker))];
    if (held.length > 0) throw new ProblemError(held, 1);
    for (const line of handoverLines(change)) running.tell(line);
    // Before anything is stopped for a container that could not start.
    const pulled = await pullAgain(model, starting, docker, running);
    if (!running.isPreview) {
      if (snapshot.containers.some(({ Id }) => known?.has(Id))) await pullImages(starting, docker);
      await makeWay(change, starting, docker);
    }
    const composed = composedOf(there, snapshot);
    // What is not selected is left as it is, whatever its secrets would be.
    const secret = (name: string) => (names === undefined || store.has(name) ? store.get(name) : "");
    emit(plan(model, { ...settings, composed, pulled }), {
      ...{ model, secret, imageLabel: imageLabels(platform, there, docker) },
      settle: settling({ ...model, stacks: selected }, docker, {
        ...{ secret, source: sources(homelab) },
        tell: (line) => running.tell(line),
      }),
    });
  });
}

/** What a plain `pulumi up` leaves where it is, in a sentence; empty where that is nothing. */
function leftLine(left: readonly Orphan[]): string {
  if (left.length === 0) return "";
  return `the definition does not have these any more, and they are still there: ${left.map(({ name }) => name).join(", ")}; \`homelab up\` removes what is this homelab's`;
}

/** Ends the program with the problems that are thrown, in place of a stack trace. */
export async function orStop<T>(work: () => T | Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ProblemError) running.stop(reportOf(error.problems));
    throw error;
  }
}

/** The project whose program Pulumi runs, with the definition that the stack belongs to. @throws ProblemError HL700 without one */
export function runningProject(): Project {
  // Pulumi works in the folder of its `main`.
  const root = folderOf("Pulumi.yaml", process.cwd()) ?? process.cwd();
  const file = running.setting("definition");
  return locateProject(file === undefined ? undefined : join(root, file), root);
}
