import type { Problem } from "../core/problem.ts";
import type { Docker } from "../host/docker.ts";
import type { ServiceModel } from "../model/index.ts";
import { inOneLine } from "../system/exec.ts";
import { failureOf } from "./failure.ts";

/**
 * Sets on a container that exists what Pulumi's provider has no input for, and the engine takes later as well: Docker's
 * own `update`, which restarts nothing. A container that has it already is left as it is. Returns what went wrong.
 */
export async function complete(
  id: string,
  { containerName, pidsLimit }: ServiceModel,
  docker: Docker,
): Promise<Problem | undefined> {
  if (pidsLimit === undefined) return undefined;
  const there = await docker.run(["container", "inspect", "--format", "{{json .HostConfig.PidsLimit}}", id]);
  // That it is gone is found by whoever waits for it.
  if (there.code !== 0 || limitOf(Number(JSON.parse(there.stdout))) === limitOf(pidsLimit)) return undefined;
  const { code, stderr } = await docker.run(["update", "--pids-limit", String(pidsLimit), id]);
  return code === 0 ? undefined : failureOf("container", containerName, inOneLine(stderr));
}

/** The engine has null, 0 and -1 for no limit. */
function limitOf(count: number): number {
  return Math.max(0, count);
}
