import { ProblemError } from "../core/problem.ts";
import type { Docker } from "../host/docker.ts";
import { ownerOf } from "../host/owner.ts";
import { trySnapshot } from "../host/snapshot.ts";
import type { HomelabModel } from "../model/index.ts";

/** @throws ProblemError HL706 for a name that is no stack's and no container's of the definition, and no homelab's on the host */
export async function requireAdoptable(
  { stacks }: HomelabModel,
  names: readonly string[],
  docker: Docker,
): Promise<void> {
  const owners = (await trySnapshot(docker))?.containers.flatMap((one) => ownerOf(one) ?? []) ?? [];
  const own = stacks.flatMap((stack) => [stack.name, ...stack.services.map(({ containerName }) => containerName)]);
  const exists = [...own, ...new Set(owners)];
  const unknown = names.filter((name) => !exists.includes(name));
  if (unknown.length === 0) return;
  const fix = "correct the name; nothing was changed";
  throw new ProblemError(
    unknown.map((name) => {
      const message = `the homelab has no stack and no container ${JSON.stringify(name)}, and the host no homelab of that name`;
      return { code: "HL706", level: "error", message, exists, fix };
    }),
  );
}
