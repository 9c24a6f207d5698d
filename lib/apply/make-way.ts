import { ProblemError } from "../core/problem.ts";
import { type Docker, isAbsent } from "../host/docker.ts";
import type { Handover, Stop } from "../host/handover.ts";
import type { HomelabModel } from "../model/index.ts";
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
export async function pullImages({ stacks }: HomelabModel, docker: Docker): Promise<void> {
  const images = [...new Set(stacks.flatMap(({ services }) => services.map(({ image }) => image)))];
  const inspect = ["image", "inspect", "--format", "{{.Id}}"];
  if (images.length === 0 || (await docker.run([...inspect, ...images])).code === 0) return;
  for (const image of images) {
    if ((await docker.ask([...inspect, image])) !== undefined) continue;
    const { code, stderr } = await docker.run(["pull", "--quiet", image]);
    if (code !== 0)
      throw new ProblemError(failureOf("image", image, `unable to pull image: ${lastLines(stderr, 1)}`), 1);
  }
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
