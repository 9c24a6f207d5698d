import { type Homelab, ProblemError } from "../core/index.ts";
import { stopDisplaced } from "../host/displaced.ts";
import { Docker } from "../host/docker.ts";
import { nothingKnown, trySnapshot } from "../host/snapshot.ts";
import { composedOf, findStrays, refuseStrays } from "../host/strays.ts";
import type { HomelabModel } from "../model/index.ts";
import { analyseSound } from "../project/analyse.ts";
import { readLedger, recordLedger } from "../project/ledger-file.ts";
import { locateProject } from "../project/locate.ts";
import { wantedSecrets } from "../project/wanted-secrets.ts";
import { openStore } from "../secrets/store.ts";
import { plan } from "../targets/pulumi/plan.ts";
import { emit } from "../targets/pulumi/program.ts";
import { running } from "../targets/pulumi/running.ts";
import { formatProblems } from "../terminal/problems.ts";
import { imageLabels, platformOfStore } from "./image-labels.ts";
import { knownIds } from "./known-ids.ts";
import { readStackSettings } from "./stack-settings.ts";

/**
 * The Pulumi program of a homelab: checks the definition, makes what is missing among its secrets, and registers its
 * resources. A preview leaves the store as it is.
 *
 * Configuration: `docker:host` and the provider's others; `composeDir`, the folder on the Docker host where the rendered
 * files lie; `mirror`, a registry to take all images from.
 *
 * @param adjust changes the model, which is sound, before it is applied. Default: it is applied as it is
 */
export async function deploy(
  homelab: Homelab,
  adjust: (model: HomelabModel) => HomelabModel = (model) => model,
): Promise<void> {
  try {
    const project = locateProject(undefined);
    const analysis = analyseSound(homelab, { mirror: running.setting("mirror"), ledger: readLedger(project) });
    const model = adjust(analysis.model);
    const settings = readStackSettings(project.root, running.stack);
    const docker = new Docker(settings.docker);
    // Each takes its time, and most of it in a process of its own.
    const [known, snapshot = nothingKnown, platform, store] = await Promise.all([
      knownIds(running.stack, project.root),
      trySnapshot(docker),
      platformOfStore(docker),
      openStore(project.root),
    ]);
    const { problems } = store.ensure(wantedSecrets(model.stacks));
    if (problems.length > 0) throw new ProblemError(problems);
    if (!running.isPreview) {
      await store.save();
      // Before anything is applied: a volume that was made and is not on record could be lost from sight.
      await recordLedger(project, analysis);
    }
    const there = findStrays(model, snapshot);
    refuseStrays(there, known);
    if (!running.isPreview) await stopDisplaced(analysis.ledger?.moved ?? [], model, snapshot, docker);
    const composed = composedOf(there, snapshot);
    emit(
      plan(model, { ...settings, composed }),
      model,
      (name) => store.get(name),
      imageLabels(platform, there, docker),
    );
  } catch (error) {
    if (error instanceof ProblemError) running.stop(formatProblems(error.problems, (_, text) => text));
    throw error;
  }
}
