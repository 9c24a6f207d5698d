import { rm } from "node:fs/promises";
import { stopRegistry } from "../../demo/registry.ts";
import { cacheDir } from "../../system/cache-dir.ts";
import { shellWord } from "../../system/shell-word.ts";
import { tell } from "../../terminal/streams.ts";
import { askDocker, ensureDocker, stopDocker } from "../../tools/docker.ts";
import { removeRelease } from "../../tools/docker-install.ts";
import { demoObjects, isInUse, removeContainers, removeImages, removeVolumes, volumesThere } from "./engine.ts";
import { type Notes, readNotes, removeFolder } from "./folder.ts";
import { demoImages, registryFolder } from "./images.ts";
import { endPulumi } from "./leftovers.ts";

/** What was removed, by names. */
export interface Removed {
  readonly containers: readonly string[];
  readonly networks: readonly string[];
  readonly volumes: readonly string[];
  readonly images: readonly string[];
}

const nothing: Removed = { containers: [], networks: [], volumes: [], images: [] };

/**
 * Removes all that the demo made, known by its label and its notes: containers, networks, volumes with their data, images,
 * the registry and the engine where the demo started them and nobody else uses them, and its folder. Nothing to remove is no error.
 *
 * @throws ProblemError HL900 to HL904 where there was a demo and the engine does not answer
 */
export async function takeDown(): Promise<Removed> {
  const notes = await readNotes();
  if (notes === undefined && "code" in (await askDocker())) return end(nothing, []);
  await ensureDocker({ install: false, onProgress: tell });
  await endPulumi();
  const own = await demoObjects();
  await removeContainers(own);
  const volumes = [...own.volumes, ...(await volumesThere(notes?.anonymous ?? []))];
  const used = await removeVolumes(volumes);
  for (const volume of used) tell(`left the volume ${volume}: another's container uses it by now`);
  const images = notes === undefined ? [] : await demoImages(notes);
  await removeImages(images);
  if (notes !== undefined) await stopDaemons(notes);
  if (notes?.addedRelease) for (const file of await removeRelease()) tell(`removed ${file}`);
  return end({ ...own, volumes: volumes.filter((one) => !used.includes(one)), images }, notes?.packages ?? []);
}

async function stopDaemons({ startedRegistry, madeRegistry, startedEngine }: Notes): Promise<void> {
  if (startedRegistry && (await stopRegistry())) tell("stopped the local registry");
  if (madeRegistry) await rm(registryFolder(), { recursive: true, force: true });
  if (!startedEngine) return;
  if (await isInUse()) tell("left the Docker Engine running: there are containers of somebody else's by now");
  else if (await stopDocker()) tell("stopped the Docker Engine that the demo had started");
}

async function end(removed: Removed, packages: readonly string[]): Promise<Removed> {
  const folder = await removeFolder();
  const counts = Object.entries(removed).map(([kind, names]: [string, readonly string[]]) => `${names.length} ${kind}`);
  const some = folder || Object.values(removed).some((names: readonly string[]) => names.length > 0);
  if (!some) {
    tell("there is nothing of a demo here");
    return removed;
  }
  tell(`removed ${counts.join(", ")}, and the demo's secrets and state`);
  for (const line of leftBehind(packages)) tell(line);
  return removed;
}

/** What stays, and how it is removed: others may use it since. */
export function leftBehind(packages: readonly string[]): string[] {
  const tools = `kept for the next time: the tools. To remove them: rm -rf ${shellWord(cacheDir())}`;
  if (packages.length === 0) return [tools];
  return [
    tools,
    "kept, since others may use them: the system's packages that the demo installed. To remove them:",
    `  apt-get purge ${packages.join(" ")}`,
    ...(packages.includes("docker.io")
      ? ["  to keep Docker instead, with updates: `homelab setup` has apt follow its release again"]
      : []),
  ];
}
