import { ProblemError } from "../core/problem.ts";
import type { HomelabModel, MovedVolume } from "../model/index.ts";
import { type Docker, isAbsent } from "./docker.ts";
import { nameOf } from "./labels.ts";
import type { Snapshot } from "./snapshot.ts";

/**
 * Stops the containers that still use a volume or folder which is moved now and that the definition has no more. Pulumi
 * removes what is gone only after it has made what is new: until then two servers would write one data folder.
 *
 * @throws ProblemError HL745 (exit code 1) where they cannot be stopped; nothing has been applied then
 */
export async function stopDisplaced(
  moved: readonly MovedVolume[],
  model: HomelabModel,
  { containers }: Snapshot,
  docker: Docker,
): Promise<void> {
  const places = new Set(moved.map(({ place }) => place));
  const ours = new Set(model.stacks.flatMap((stack) => stack.services.map((service) => service.containerName)));
  const displaced = containers
    .filter(({ State }) => State.Running)
    .filter(({ Mounts }) => Mounts.some(({ Name, Source }) => places.has(Name ?? Source)))
    .map(nameOf)
    .filter((name) => !ours.has(name));
  if (displaced.length === 0) return;
  const result = await docker.run(["stop", ...displaced]);
  if (result.code !== 0 && !isAbsent(result)) throw unstopped(moved, result.stderr);
}

function unstopped(moved: readonly MovedVolume[], reason: string): ProblemError {
  const places = moved.map(({ place }) => place).join(", ");
  const problem = {
    code: "HL745",
    level: "error",
    message: `what still uses the moved data (${places}) could not be stopped: ${reason.trim()}`,
    fix: "stop it by hand (`docker ps` and `docker stop`), then try again",
  } as const;
  return new ProblemError(problem, 1);
}
