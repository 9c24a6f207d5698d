import { findContainers } from "../../host/containers.ts";
import type { Docker } from "../../host/docker.ts";
import { nameOf } from "../../host/labels.ts";
import type { Claims } from "../../host/owner.ts";
import { nothingKnown, type Snapshot, trySnapshot } from "../../host/snapshot.ts";
import { findStrays, refuseForeign, type Stray } from "../../host/strays.ts";
import { allInstances, type HomelabModel, type SecretLookup } from "../../model/index.ts";
import { plan } from "../../targets/pulumi/plan.ts";
import type { ImageLabel } from "../../targets/pulumi/program.ts";
import { engineName, resolveArgs } from "../../targets/pulumi/resolve.ts";
import type { PlanValue } from "../../targets/pulumi/resource.ts";
import type { Purpose } from "../engine.ts";
import { imageLabels, platformOfStore } from "../image-labels.ts";
import type { Adopted } from "./adopt.ts";
import { exitCode, sameFiles, sameLabels } from "./found-container.ts";

/** Where to look for what can be taken over, and what to compare it with. */
export interface TakeoverSettings {
  readonly model: HomelabModel;
  readonly secret: SecretLookup;
  /** As for the plan. */
  readonly composeDir?: string;
  /** The host that Pulumi applies to. */
  readonly docker: Docker;
  /** What makes a container without a label this homelab's. */
  readonly claims: Omit<Claims, "known">;
}

/**
 * What the host has of the homelab's that Pulumi's state does not know, as that state is to have it: made by Compose, by
 * a run that was killed, or by one whose state is lost. A container that is what the definition says, to the image and
 * the secrets delivered into it, stays untouched then; one that is not is taken over as another one, so that Pulumi
 * replaces it as ever.
 *
 * @param ids the ids that the state has
 * @param purpose `destroy` leaves alone what is somebody else's
 * @throws ProblemError HL746 where somebody else's container or network has a name of ours, but for `destroy`
 */
export async function strays(
  settings: TakeoverSettings,
  ids: ReadonlySet<string>,
  purpose: Purpose,
): Promise<Adopted[]> {
  const { model, secret, docker } = settings;
  const snapshot = (await trySnapshot(docker)) ?? nothingKnown;
  const there = findStrays(model, snapshot, { ...settings.claims, known: ids });
  const all = there.filter(({ id }) => !ids.has(id));
  if (purpose !== "destroy") refuseForeign(all);
  const unknown = all.filter(({ ours }) => ours);
  if (unknown.length === 0) return [];
  const images = await imageIds(model, docker);
  const containers = new Map(there.filter(({ kind }) => kind === "container").map(({ name, id }) => [name, id]));
  const labels = await labelsOf(model, images, imageLabels(await platformOfStore(docker), there, docker));
  const around = {
    model,
    secret,
    imageLabel: (name: string) => labels.get(name),
    container: (name: string) => containers.get(name),
    image: (reference: string) => images.get(reference),
  };
  const services = findContainers(model, snapshot.containers, secret);
  const hashes = new Map(services.map((one) => [one.service.containerName, one.hashes ?? []]));
  const strays = new Map(unknown.map((stray) => [`${types[stray.kind]} ${stray.name}`, stray]));
  const adopted: (Adopted | undefined)[] = [];
  // One after the other: each is a connection of its own, and a server takes only so many at once by ssh.
  for (const planned of plan(model, settings)) {
    const name = engineName(planned.name);
    const inputs = resolveArgs(planned.args, around);
    const [image, stray] = [images.get(name), strays.get(`${planned.type} ${name}`)];
    if (planned.type === "RemoteImage" && image !== undefined) {
      adopted.push(imageOf({ planned, id: image + name, inputs, outputs: { imageId: image } }, ids));
    } else if (stray !== undefined) {
      adopted.push(
        await adoptedAs[stray.kind]({ planned, id: stray.id, inputs }, { snapshot, hashes, docker, secret }),
      );
    }
  }
  return adopted.filter((one) => one !== undefined);
}

/** Without the image in the state, a preview could not tell whether a container is of it. */
function imageOf(image: Adopted, ids: ReadonlySet<string>): Adopted | undefined {
  return ids.has(image.id) ? undefined : image;
}

const types = { container: "Container", network: "Network", volume: "Volume" } as const;

type Adopt = (one: Adopted, on: AdoptionContext) => Promise<Adopted | undefined>;

/** Where something was found, and what it is compared with. */
interface AdoptionContext {
  readonly snapshot: Snapshot;
  /** By the container's name. */
  readonly hashes: ReadonlyMap<string, readonly string[]>;
  readonly docker: Docker;
  readonly secret: SecretLookup;
}

const adoptedAs: Readonly<Record<Stray["kind"], Adopt>> = {
  volume: async (one) => one,
  /** The trigger stands for the user's labels among others: as they are now. */
  network: async (one, { snapshot }) => {
    const network = snapshot.networks.find(({ Id }) => Id === one.id);
    if (network === undefined) return undefined;
    const own = Object.entries(network.Labels ?? {}).filter(([label]) => !label.startsWith("com.docker.compose."));
    const replacementTrigger = {
      ...(one.planned.options.replacementTrigger as Readonly<Record<string, PlanValue>>),
      labels: Object.fromEntries(own),
    };
    const options = { ...one.planned.options, replacementTrigger };
    return { ...one, planned: { ...one.planned, options } };
  },
  /** The provider reads neither labels nor files back: with others in the state, it is another container. */
  container: async (one, { snapshot, hashes, docker, secret }) => {
    const container = snapshot.containers.find(({ Id }) => Id === one.id);
    if (container === undefined) return undefined;
    const files = await sameFiles(one, docker, secret);
    return {
      ...one,
      inputs: {
        ...one.inputs,
        // With another name in the state, Pulumi replaces it: nobody renames a container that runs.
        name: nameOf(container),
        ...(!sameLabels(one, hashes.get(engineName(one.planned.name)) ?? [], container) && { labels: [] }),
        ...(!files && { uploads: [] }),
      },
      outputs: {
        // Of a task alone the state has it.
        ...(one.inputs["mustRun"] === false && { exitCode: exitCode(container) }),
        // Where the definition has no variable, the provider has those of the image: without one it would be another container.
        ...(one.inputs["envs"] === undefined && { envs: container.Config.Env ?? [] }),
      },
    };
  },
};

/** By a container's name, what Compose labels it with as its image. */
async function labelsOf(
  { stacks }: HomelabModel,
  images: ReadonlyMap<string, string>,
  label: ImageLabel,
): Promise<ReadonlyMap<string, string>> {
  const labels = new Map<string, string>();
  for (const { containerName, image } of stacks.flatMap(allInstances)) {
    const id = images.get(image);
    if (id !== undefined) labels.set(containerName, await label(id, containerName));
  }
  return labels;
}

/** The ids of those of the homelab's images that are on the host. */
async function imageIds({ stacks }: HomelabModel, docker: Docker): Promise<ReadonlyMap<string, string>> {
  const references = [...new Set(stacks.flatMap(({ services }) => services.map(({ image }) => image)))];
  const ids = new Map<string, string>();
  for (const image of references) {
    const id = await docker.ask(["image", "inspect", "--format", "{{.Id}}", image]);
    if (id !== undefined) ids.set(image, id.trim());
  }
  return ids;
}
