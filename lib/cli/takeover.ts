import { fill, type HomelabModel, type SecretLookup } from "../model/index.ts";
import type { Adopted, Purpose } from "../targets/pulumi/index.ts";
import { plan } from "../targets/pulumi/plan.ts";
import { engineName, resolveArgs } from "../targets/pulumi/resolve.ts";
import type { PlanValue, SecretText } from "../targets/pulumi/resource.ts";
import { tryExec } from "../tools/exec.ts";
import { waitUntil } from "../tools/wait.ts";
import { type Docker, present, refuseForeign, type Stray } from "./strays.ts";

/** Where to look for what can be taken over, and what to compare it with. */
export interface TakeoverSettings {
  readonly model: HomelabModel;
  readonly secret: SecretLookup;
  /** As for the plan. */
  readonly composeDir?: string;
  /** The options before a command of `docker` that lead it to the host which Pulumi applies to. */
  readonly docker: readonly string[];
}

/**
 * What the host has of the homelab's that Pulumi's state does not know, as that state is to have it: made by Compose, by
 * a run that was killed, or by one whose state is lost. A container that is what the definition says, to the image and
 * the secrets delivered into it, stays untouched then; one that is not is taken over as another one, so that Pulumi
 * replaces it as ever.
 *
 * @param ids the ids that the state has
 * @param purpose `up` waits for containers that are starting; `destroy` leaves alone what is somebody else's
 * @throws ProblemError HL746 where somebody else's container or network has a name of ours, but for `destroy`
 */
export async function strays(
  settings: TakeoverSettings,
  ids: ReadonlySet<string>,
  purpose: Purpose,
): Promise<Adopted[]> {
  const { model, secret } = settings;
  const docker = dockerBy(settings.docker);
  const there = await present(model, docker);
  const all = there.filter(({ id }) => !ids.has(id));
  if (purpose !== "destroy") refuseForeign(all);
  const unknown = all.filter(({ ours }) => ours);
  if (unknown.length === 0) return [];
  const images = await imageIds(model, docker);
  const containers = new Map(there.filter(({ kind }) => kind === "container").map(({ name, id }) => [name, id]));
  const around = {
    model,
    secret,
    container: (name: string) => containers.get(name),
    image: (reference: string) => images.get(reference),
  };
  const strays = new Map(unknown.map((stray) => [`${types[stray.kind]} ${stray.name}`, stray]));
  const adopted = plan(model, settings).map(async (planned): Promise<Adopted[]> => {
    const name = engineName(planned.name);
    const inputs = resolveArgs(planned.args, around);
    const image = planned.type === "RemoteImage" ? images.get(name) : undefined;
    if (image !== undefined) return imageOf({ planned, id: image + name, inputs, outputs: { imageId: image } }, ids);
    const stray = strays.get(`${planned.type} ${name}`);
    if (stray === undefined) return [];
    if (purpose === "up" && inputs["wait"] === true) await settled(stray.id, Number(inputs["waitTimeout"]), docker);
    return [await adoptedAs[stray.kind]({ planned, id: stray.id, inputs }, docker, secret)];
  });
  return (await Promise.all(adopted)).flat();
}

/** Without the image in the state, a preview could not tell whether a container is of it. */
function imageOf(image: Adopted, ids: ReadonlySet<string>): Adopted[] {
  return ids.has(image.id) ? [] : [image];
}

/** `docker`, with these options before every command. */
export function dockerBy(options: readonly string[]): Docker {
  return (args) => tryExec("docker", [...options, ...args]);
}

const types = { container: "Container", network: "Network", volume: "Volume" } as const;

type Adopt = (one: Adopted, docker: Docker, secret: SecretLookup) => Promise<Adopted>;

const adoptedAs: Readonly<Record<Stray["kind"], Adopt>> = {
  volume: async (one) => one,
  /** The trigger stands for the user's labels: as they are now. */
  network: async (one, docker) => {
    const [network] = await inspected<{ readonly Labels: Labels | null }>("network", one.id, docker);
    const own = Object.entries(network?.Labels ?? {}).filter(([label]) => !label.startsWith("com.docker.compose."));
    const options = { ...one.planned.options, replacementTrigger: Object.fromEntries(own) };
    return { ...one, planned: { ...one.planned, options } };
  },
  /** The provider reads neither labels nor files back: with others in the state, it is another container. */
  container: async (one, docker, secret) => {
    const [container] = await inspected<Container>("container", one.id, docker);
    const files = await sameFiles(one, docker, secret);
    return {
      ...one,
      inputs: {
        ...one.inputs,
        ...(!sameLabels(one, container) && { labels: [] }),
        ...(!files && { uploads: [] }),
      },
      // Of a task alone the state has it; one that still runs has not succeeded, and is done over.
      ...(one.inputs["mustRun"] === false && { outputs: { exitCode: exitCode(container) } }),
      ...(one.inputs["wait"] === true && healthOf(container) === "unhealthy" && { failed: "it is unhealthy" }),
    };
  },
};

/** Waits for those that have been started just now, as for those that Pulumi starts: what depends on them may come next. */
async function settled(id: string, seconds: number, docker: Docker): Promise<void> {
  const over = async () => healthOf((await inspected<Container>("container", id, docker))[0]) !== "starting";
  // Past that time it is taken over as it is.
  await waitUntil(over, { timeout: seconds * 1000, every: 500 }).catch(() => {});
}

function healthOf(container: Container | undefined): string | undefined {
  return container?.State.Health?.Status;
}

function exitCode(container: Container | undefined): number {
  if (container === undefined || container.State.Running) return 1;
  return container.State.ExitCode;
}

type Labels = Readonly<Record<string, string>>;

/** The part of `docker container inspect` that is looked at here. */
interface Container {
  readonly State: {
    /** `created` before its first start: its files and networks may not be there yet. */
    readonly Status: string;
    readonly Running: boolean;
    readonly ExitCode: number;
    readonly Health?: { readonly Status: string };
  };
  readonly Config: { readonly Labels: Labels | null };
}

/** Compose's own two marks of what a container was made of: the definition's hash, and the image's id. */
function sameLabels({ inputs }: Adopted, container: Container | undefined): boolean {
  if (container === undefined || container.State.Status === "created") return false;
  const wanted = inputs["labels"] as readonly { readonly label: string; readonly value: unknown }[];
  return ["config-hash", "image"].every((name) => {
    const label = `com.docker.compose.${name}`;
    const value = wanted.find((one) => one.label === label)?.value;
    return value !== undefined && container.Config.Labels?.[label] === value;
  });
}

/** Whether the files with secrets are in it as they are to be: of what is in them, the hash knows nothing. */
async function sameFiles({ id, planned }: Adopted, docker: Docker, secret: SecretLookup): Promise<boolean> {
  const files = (planned.args["uploads"] ?? []) as readonly { readonly file: string; readonly content: PlanValue }[];
  const same = files.map(async ({ file, content }) => {
    if (typeof content === "string") return true;
    const { code, stdout } = await docker(["cp", "--follow-link", `${id}:${file}`, "-"]);
    return code === 0 && fileOf(stdout) === fill((content as SecretText).$text, secret);
  });
  return (await Promise.all(same)).every(Boolean);
}

/** The first file of a tar archive: a header of 512 bytes, with the size in octal from byte 124 on, and the file (POSIX ustar). */
function fileOf(tar: string): string {
  const bytes = Buffer.from(tar);
  const size = Number.parseInt(bytes.toString("latin1", 124, 136), 8);
  return bytes.toString("utf8", 512, 512 + size);
}

async function inspected<T>(kind: Stray["kind"], id: string, docker: Docker): Promise<T[]> {
  const { stdout } = await docker([kind, "inspect", id]);
  return JSON.parse(stdout || "[]") as T[];
}

/** The ids of those of the homelab's images that are on the host. */
async function imageIds({ stacks }: HomelabModel, docker: Docker): Promise<ReadonlyMap<string, string>> {
  const references = [...new Set(stacks.flatMap(({ services }) => services.map(({ image }) => image)))];
  const ids = references.map(async (image) => {
    const { stdout } = await docker(["image", "inspect", "--format", "{{.Id}}", image]);
    return [image, stdout.trim()] as const;
  });
  return new Map((await Promise.all(ids)).filter(([, id]) => id !== ""));
}
