import { tryExec } from "../system/exec.ts";

// The smallest image there is on the registry that most images come from.
const PROBE = "docker.io/library/hello-world:latest";
const PATIENCE = 15_000;

let answer: Promise<boolean> | undefined;

/**
 * Whether the engine can pull from public registries, found out once a process by pulling the smallest image there is
 * (some kilobytes, removed again where it was not there before). A registry that refuses, or that has not answered after
 * 15 seconds, counts as out of reach. The engine is asked, not this machine: it may be elsewhere, or use a proxy.
 */
export function publicRegistryAnswers(): Promise<boolean> {
  answer ??= probe();
  return answer;
}

async function probe(): Promise<boolean> {
  const present = (await tryExec("docker", ["image", "inspect", PROBE])).code === 0;
  const pulled = (await tryExec("docker", ["pull", "--quiet", PROBE], { timeout: PATIENCE })).code === 0;
  if (pulled && !present) await tryExec("docker", ["image", "rm", PROBE]);
  return pulled;
}
