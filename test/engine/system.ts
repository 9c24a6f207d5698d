import { normaliseContainer, normaliseNetwork, normaliseVolume } from "./normalise.ts";
import type { PulumiProject } from "./pulumi-project.ts";

type Inspected = Record<string, never>;

/** Everything of a project that is on the engine, normalised, by name. */
export async function system(project: PulumiProject) {
  const containers = await project.inspect("container");
  const names = new Map(containers.map((one) => [String(one["Id"]), nameOf(one)]));
  return {
    containers: byName(containers, (one) => normaliseContainer(one, names)),
    networks: byName(await project.inspect("network"), normaliseNetwork),
    volumes: byName(await project.inspect("volume"), normaliseVolume),
  };
}

/**
 * What `docker ps` says of every container that is neither healthy nor a task that ended well, and how many there are in all.
 *
 * @param unchecked the containers without a healthcheck: they have to run
 */
export async function notWell(
  project: PulumiProject,
  unchecked: readonly string[] = [],
): Promise<{ readonly all: number; readonly notWell: string[] }> {
  const all = await project.statuses();
  const isWell = (line: string) =>
    /\(healthy\)|Exited \(0\)/.test(line) || unchecked.some((name) => new RegExp(`^${name} Up [^(]+$`).test(line));
  return { all: all.length, notWell: all.filter((line) => !isWell(line)) };
}

/** When each running container started; a one-shot starts again by every `docker compose up`, as Compose has it. */
export async function startTimes(project: PulumiProject): Promise<Record<string, string>> {
  const found = (await project.inspect("container")) as unknown as {
    Name: string;
    State: { Running: boolean; StartedAt: string };
  }[];
  return Object.fromEntries(found.filter((one) => one.State.Running).map((one) => [one.Name, one.State.StartedAt]));
}

/** A container that joins another's namespaces has a hash of that one's id, which differs from run to run. */
export function forgetHash(container: unknown): void {
  const labels = (container as { Config: { Labels: Record<string, string> } }).Config.Labels;
  if (!/^[0-9a-f]{64}$/.test(labels["com.docker.compose.config-hash"] ?? ""))
    throw new Error("there is no config hash");
  delete labels["com.docker.compose.config-hash"];
}

function byName<T>(items: readonly Inspected[], read: (one: Inspected) => T): Record<string, T> {
  return Object.fromEntries(items.map((one) => [nameOf(one), read(one)] as const).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function nameOf(one: Readonly<Record<string, unknown>>): string {
  return String(one["Name"]).replace(/^\//, "");
}
