import { ProblemError } from "../core/problem.ts";
import type { HomelabModel, MovedVolume } from "../model/index.ts";
import { tryExec } from "../system/exec.ts";

/** The part of `docker inspect` that is looked at here. */
interface Container {
  /** With a slash before it. */
  readonly Name: string;
  readonly Mounts: readonly { readonly Name?: string; readonly Source: string }[];
}

/**
 * Stops the containers that still use a volume or folder which is moved now and that the definition has no more. Pulumi
 * removes what is gone only after it has made what is new: until then two servers would write one data folder.
 *
 * @param options those before a command of `docker` that lead it to the host which Pulumi applies to
 * @throws ProblemError HL745 (exit code 1) where they cannot be stopped; nothing has been applied then
 */
export async function stopDisplaced(
  moved: readonly MovedVolume[],
  model: HomelabModel,
  options: readonly string[],
): Promise<void> {
  if (moved.length === 0) return;
  const docker = async (args: readonly string[]) => {
    const result = await tryExec("docker", [...options, ...args]);
    if (result.code !== 0) throw unstopped(moved, result.stderr);
    return result.stdout;
  };
  const running = (await docker(["ps", "--quiet"])).split("\n").filter((id) => id !== "");
  if (running.length === 0) return;
  const places = new Set(moved.map(({ place }) => place));
  const ours = new Set(model.stacks.flatMap((stack) => stack.services.map((service) => service.containerName)));
  const displaced = (JSON.parse(await docker(["inspect", ...running])) as Container[])
    .filter(({ Mounts }) => Mounts.some(({ Name, Source }) => places.has(Name ?? Source)))
    .map(({ Name }) => Name.slice(1))
    .filter((name) => !ours.has(name));
  if (displaced.length > 0) await docker(["stop", ...displaced]);
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
