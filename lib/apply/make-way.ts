import { type Problem, ProblemError } from "../core/problem.ts";
import { type Docker, isAbsent } from "../host/docker.ts";
import type { Handover, Stop } from "../host/handover.ts";
import type { HomelabModel, ServiceModel } from "../model/index.ts";
import { inOneLine, lastLines } from "../system/exec.ts";
import { failureOf } from "./failure.ts";

/**
 * Carries a handover out: one container after the other stops, with its grace, and what only stands in the way goes. All
 * images of the homelab are pulled before, so that nothing stops for a container that cannot start.
 *
 * @throws ProblemError HL742 where an image cannot be pulled, with nothing stopped; HL745 where something does not make way
 */
export async function makeWay(handover: Handover, model: HomelabModel, docker: Docker): Promise<void> {
  if (handover.stops.length === 0 && handover.networks.length === 0) return;
  await pullImages(model, docker);
  for (const stop of handover.stops) await end(stop, docker);
  for (const { id, name } of handover.networks) await must(docker, ["network", "rm", id], `the network ${name}`);
}

/**
 * Pulls the images that the host does not have. Pulumi goes on where one fails, and would remove a container that is to be
 * replaced by one of another image.
 *
 * @throws ProblemError HL742 where one cannot be pulled
 */
export async function pullImages(model: HomelabModel, docker: Docker): Promise<void> {
  const wanted = new Map(servicesOf(model).map(({ image, platform }) => [image, platform]));
  const images = [...wanted.keys()];
  if (images.length === 0 || (await docker.run([...inspectImage, ...images])).code === 0) return;
  for (const [image, platform] of wanted) {
    if ((await docker.ask([...inspectImage, image])) === undefined) await pull(image, platform, docker);
  }
}

/**
 * The engine's ids of the images that each `up` pulls; those that are selected are pulled here, unless it is a preview.
 *
 * @throws ProblemError HL742 where one cannot be pulled, or is missing and never pulled
 */
export async function pullAgain(
  all: HomelabModel,
  selected: HomelabModel,
  docker: Docker,
  { isPreview }: { readonly isPreview: boolean },
): Promise<ReadonlyMap<string, string>> {
  if (!isPreview) for (const [image, platform] of alwaysPulled(selected)) await pull(image, platform, docker);
  await refuseMissing(servicesOf(selected), docker);
  const ids = await Promise.all(
    [...alwaysPulled(all).keys()].map(
      async (image) => [image, (await docker.ask([...inspectImage, image]))?.trim()] as const,
    ),
  );
  return new Map(ids.flatMap(([image, id]) => (id === undefined ? [] : [[image, id] as const])));
}

function alwaysPulled(model: HomelabModel): ReadonlyMap<string, string | undefined> {
  const always = servicesOf(model).filter(({ pullPolicy }) => pullPolicy === "always");
  return new Map(always.map(({ image, platform }) => [image, platform]));
}

function servicesOf({ stacks }: HomelabModel): ServiceModel[] {
  return stacks.flatMap(({ services }) => services);
}

/** What nothing pulls has to be there. */
async function refuseMissing(services: readonly ServiceModel[], docker: Docker): Promise<void> {
  const pulled = new Set(services.filter((one) => one.pullPolicy !== "never").map(({ image }) => image));
  const problems: Problem[] = [];
  for (const { path, image } of services) {
    if (pulled.has(image) || (await docker.ask([...inspectImage, image])) !== undefined) continue;
    const message = `its image ${image} is not on the host, and its pullPolicy is "never"`;
    problems.push({ code: "HL742", level: "error", path, message, fix: "build or load it there, or let it be pulled" });
  }
  if (problems.length > 0) throw new ProblemError(problems, 1);
}

const inspectImage = ["image", "inspect", "--format", "{{.Id}}"];

async function pull(image: string, platform: string | undefined, docker: Docker): Promise<void> {
  const of = platform === undefined ? [] : ["--platform", platform];
  const { code, stderr } = await docker.run(["pull", "--quiet", ...of, image]);
  if (code !== 0) throw new ProblemError(failureOf("image", image, `unable to pull image: ${lastLines(stderr, 1)}`), 1);
}

/** How much longer than its grace a container may take to stop, in seconds. */
const patience = 60;

async function end({ id, container, grace, how }: Stop, docker: Docker): Promise<void> {
  const timeout = (grace + patience) * 1000;
  await must(docker, [how, id], `the container ${container}`, timeout);
}

async function must(docker: Docker, args: readonly string[], what: string, timeout?: number): Promise<void> {
  const result = await docker.run(args, timeout === undefined ? {} : { timeout });
  if (result.code === 0 || isAbsent(result)) return;
  const problem = {
    code: "HL745",
    level: "error",
    message: `${what} did not make way for what takes its place: ${inOneLine(result.stderr)}`,
    fix: "stop or remove it by hand (`docker ps`, `docker stop`), then run it again",
  } as const;
  throw new ProblemError(problem, 1);
}
