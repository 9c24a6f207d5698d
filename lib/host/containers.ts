import { ProblemError } from "../core/problem.ts";
import type { HomelabModel, SecretLookup, ServiceModel, StackModel } from "../model/index.ts";
import { tryExec } from "../system/exec.ts";
import { serviceHash } from "../targets/compose/hash.ts";
import { containerOf, type Drift, driftOf, type Inspected, isOf } from "./index.ts";

/** A service, its container on the Docker host, and how the two differ. */
export interface Found {
  readonly stack: StackModel;
  readonly service: ServiceModel;
  readonly container: Inspected | undefined;
  /** Empty where the container is what the definition says. */
  readonly drift: readonly Drift[];
}

/**
 * Every service of a homelab with its container, by two runs of `docker`.
 *
 * @param secret the values that are part of a container's hash; without it that is not compared
 * @param docker the options before a command of `docker` that lead it to the host; default: the one it reaches itself
 * @throws ProblemError HL749 (exit code 1) where `docker` does not answer
 */
export async function findContainers(
  model: HomelabModel,
  secret?: SecretLookup,
  docker: readonly string[] = [],
): Promise<Found[]> {
  const all = await inspectAll(model, docker);
  return model.stacks.flatMap((stack) =>
    stack.services.map((service) => {
      const container = containerOf(all, service, stack);
      const hash = secret && labelHash(service, stack, all, secret);
      return { stack, service, container, drift: driftOf(container, { service, stack, hash }) };
    }),
  );
}

/** The containers on the names of the homelab's services, and all that carry the labels of its stacks. */
async function inspectAll(model: HomelabModel, options: readonly string[]): Promise<Inspected[]> {
  const docker = async (args: readonly string[]) => {
    const { code, stdout, stderr } = await tryExec("docker", [...options, ...args]);
    // One that went between the two runs is no failure: inspect tells of the others.
    if (code !== 0 && !/no such (container|object)/i.test(stderr)) throw unanswered(stderr);
    return stdout;
  };
  const stacks = new Set(model.stacks.map(({ name }) => name));
  const names = new Set(model.stacks.flatMap((stack) => stack.services.map((one) => one.containerName)));
  const format = '{{.ID}}\t{{.Names}}\t{{.Label "com.docker.compose.project"}}';
  const listed = await docker(["container", "ls", "--all", "--no-trunc", "--format", format]);
  const ids = listed
    .split("\n")
    .map((line) => line.split("\t"))
    .filter(([, name = "", project = ""]) => names.has(name) || stacks.has(project))
    .flatMap(([id]) => id ?? []);
  if (ids.length === 0) return [];
  return JSON.parse(await docker(["container", "inspect", ...ids])) as Inspected[];
}

/** The hash as the label has it: with the ids of the containers whose namespaces it joins. */
function labelHash(
  service: ServiceModel,
  stack: StackModel,
  all: readonly Inspected[],
  secret: SecretLookup,
): string | undefined {
  const idOf = (key: string) => {
    const other = stack.services.find((one) => one.key === key);
    return (other && all.find((one) => isOf(one, other, stack)))?.Id ?? key;
  };
  try {
    return serviceHash(service, stack, { secret, container: idOf });
  } catch (error) {
    // A secret that the store does not have yet.
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

function unanswered(reason: string): ProblemError {
  const problem = {
    code: "HL749",
    level: "error",
    message: `\`docker\` does not answer: ${reason.trim()}`,
    fix: "start the Docker Engine, or name another with DOCKER_HOST; `homelab setup` tells what is missing",
  } as const;
  return new ProblemError(problem, 1);
}
