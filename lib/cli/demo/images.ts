import { existsSync } from "node:fs";
import { join } from "node:path";
import { provideImages } from "../../demo/images.ts";
import { publicRegistryAnswers } from "../../demo/public-registry.ts";
import { ensureRegistry, registryRuns } from "../../demo/registry.ts";
import type { HomelabModel } from "../../model/index.ts";
import { cacheDir } from "../../system/cache-dir.ts";
import { tell } from "../../terminal/streams.ts";
import { allImages } from "./engine.ts";
import { type Notes, writeNotes } from "./folder.ts";

/** The registry's own folder: its images are gone with it. */
export const registryFolder = () => join(cacheDir(), "registry");

/**
 * Decides where the images come from, and says it: their own registries, or where none answers a local one, with stand-ins
 * that are built now unless they are there. Notes before each step what it will leave.
 *
 * @returns the local registry's address; undefined where the images are the real ones
 * @throws ProblemError HL910, HL911, HL920 to HL924, as those say that do the work
 */
export async function chooseImages(model: HomelabModel, before: Notes): Promise<string | undefined> {
  const references = [...new Set(model.stacks.flatMap(({ services }) => services.map((one) => one.image)))].sort();
  if (await publicRegistryAnswers()) {
    tell("images: the real ones, from their own registries");
    await writeNotes({ ...before, images: added(before, references) });
    return undefined;
  }
  tell(
    "images: stand-ins, since no public registry answers. PostgreSQL and Redis are the real programs, from Debian's",
  );
  tell(
    "        packages; the others are small programs that keep the image's contract and show the wiring, not the app",
  );
  const notes = {
    ...before,
    startedRegistry: before.startedRegistry || !registryRuns(),
    madeRegistry: before.madeRegistry || !existsSync(registryFolder()),
  };
  await writeNotes(notes);
  const registry = await ensureRegistry({ onProgress: tell });
  await writeNotes({
    ...notes,
    images: added(
      before,
      references.map((one) => `${registry}/${one}`),
    ),
  });
  await provideImages(references, registry, { onProgress: tell });
  return registry;
}

/** An image's name as `docker` lists it: without Docker Hub's, which is `docker.io/library/` or `docker.io/`. */
export function familiarName(image: string): string {
  return image.replace(/^docker\.io\/(library\/)?/, "");
}

function added({ images }: Notes, names: readonly string[]): string[] {
  return [...new Set([...images, ...names.map(familiarName)])].sort();
}

/** Of the images that are on the engine now those that came with the demo. */
export async function demoImages({ images, imagesBefore }: Notes): Promise<string[]> {
  const own = (name: string) => images.includes(name) || name.includes("/homelab-standin/");
  return (await allImages()).filter((name) => own(name) && !imagesBefore.includes(name));
}
