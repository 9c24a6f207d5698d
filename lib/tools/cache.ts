import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { check, lock } from "proper-lockfile";
import { cacheDir } from "../system/cache-dir.ts";
import type { ToolOptions } from "../system/progress.ts";

// A process that was killed leaves its lock behind; it is taken over this long after its last sign of life (milliseconds).
const STALE = 10_000;

/**
 * Makes a tool once, and answers the folder that holds it: `<cacheDir()>/<name>/<version>`.
 *
 * `make` fills an empty folder beside that place, which is renamed into it when `make` has ended well: the place either
 * holds the whole tool or does not exist. Processes that ask for the same tool at once wait for the first one to make it.
 * What a killed process left is removed by the next.
 *
 * @param name a relative path below the cache folder
 * @param version everything that tells this make of the tool from another: one name of a folder
 * @throws whatever `make` throws; nothing is left behind then
 */
export async function install(
  name: string,
  version: string,
  make: (folder: string) => Promise<void>,
  { onProgress }: ToolOptions = {},
): Promise<string> {
  const place = join(cacheDir(), name, version);
  if (existsSync(place)) return place;
  await mkdir(dirname(place), { recursive: true });
  if (await check(place, { realpath: false, stale: STALE })) {
    onProgress?.(`waiting for another process that makes ${name} ${version}`);
  }
  const release = await lock(place, {
    realpath: false,
    stale: STALE,
    retries: { forever: true, minTimeout: 100, maxTimeout: 1000 },
    // A machine that slept for longer than STALE may find two at work. Each fills a folder of its own, so no harm is done.
    onCompromised: () => {},
  });
  try {
    if (!existsSync(place)) await makeInto(place, make);
  } finally {
    // A lock that somebody took over is no longer ours to release.
    await release().catch(() => {});
  }
  return place;
}

async function makeInto(place: string, make: (folder: string) => Promise<void>): Promise<void> {
  const prefix = `.${basename(place)}.partial-`;
  for (const entry of await readdir(dirname(place))) {
    if (entry.startsWith(prefix)) await rm(join(dirname(place), entry), { recursive: true, force: true });
  }
  const folder = await mkdtemp(join(dirname(place), prefix));
  try {
    await make(folder);
    await rename(folder, place).catch((error: unknown) => {
      // The other one of two at work (see onCompromised) was first: its tool is as good.
      if (!existsSync(place)) throw error;
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
