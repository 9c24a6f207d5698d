import { ProblemError } from "../core/problem.ts";
import type { Docker } from "../host/docker.ts";
import { ownerOf } from "../host/owner.ts";
import { readContainers } from "../host/snapshot.ts";
import { allInstances, type HomelabModel } from "../model/index.ts";

/** @throws ProblemError HL706 for a name that neither a stack nor a container of the definition has */
export function requireNames({ stacks }: HomelabModel, names: readonly string[]): void {
  const exists = stacks.flatMap((stack) => [
    stack.name,
    ...allInstances(stack).map(({ containerName }) => containerName),
  ]);
  const unknown = names.filter((name) => !exists.includes(name));
  refuse(unknown, exists, (name) => `the homelab has no stack and no container ${name}`);
}

/** @throws ProblemError HL706 for a former name that no container of the host carries; HL749 where `docker` does not answer */
export async function requireFormerName(name: string | undefined, docker: Docker): Promise<void> {
  if (name === undefined) return;
  const exists = [...new Set((await readContainers(docker)).flatMap((one) => ownerOf(one) ?? []))].sort();
  refuse(exists.includes(name) ? [] : [name], exists, (former) => `no container of the host is of a homelab ${former}`);
}

function refuse(unknown: readonly string[], exists: readonly string[], message: (name: string) => string): void {
  if (unknown.length === 0) return;
  const rest = { code: "HL706", level: "error", exists, fix: "correct the name; nothing was changed" } as const;
  throw new ProblemError(unknown.map((name) => ({ ...rest, message: message(JSON.stringify(name)) })));
}
