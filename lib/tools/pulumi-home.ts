import { link, mkdir, readdir, rename, rm, stat } from "node:fs/promises";
import { basename, delimiter, dirname, join } from "node:path";
import { cacheDir } from "../system/cache-dir.ts";
import type { ToolOptions } from "../system/progress.ts";
import { temporaryFile } from "../system/temporary.ts";
import { findLanguageHost } from "./language-host.ts";
import { findProvider } from "./provider.ts";
import { findPulumi, userPulumiHome } from "./pulumi.ts";

/** Everything that running Pulumi takes. */
export interface PulumiTools {
  /** The CLI's program. */
  readonly cli: string;
  readonly version: string;
  /** The PULUMI_HOME to run it with: this user's where the provider was found there or on `PATH`, else one in our cache. */
  readonly home: string;
  /** The folders of the CLI and the language host, to be in front of `PATH`. */
  readonly bins: readonly string[];
  /** To be set for the CLI: `PULUMI_HOME`, `PATH`, and that it shall neither look for updates nor download on its own. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Finds or makes the Pulumi CLI, the docker provider and the Node language host. Where all are there, it takes under half a
 * second; it is safe to interrupt, and to run in several processes at once.
 *
 * @throws ProblemError HL930 or HL931 where one is missing, cannot be downloaded, and cannot be built
 */
export async function pulumiTools(options: ToolOptions = {}): Promise<PulumiTools> {
  const cli = await findPulumi(options);
  const provider = await findProvider(cli, options);
  const host = await findLanguageHost(cli, options);
  const folders = [cli.folder, provider.folder, host.folder].filter((folder) => folder !== undefined);
  const ours = join(cacheDir(), "pulumi-home");
  for (const folder of folders) await linkInto(folder, ours);
  const home = provider.from === "cache" ? ours : userPulumiHome();
  const path = cli.folder === undefined ? cli.path : join(ours, "bin", "pulumi");
  const bins = [...new Set([dirname(path), host.folder === undefined ? dirname(host.path) : join(ours, "bin")])];
  return {
    cli: path,
    version: cli.version,
    home,
    bins,
    env: {
      PULUMI_HOME: home,
      PATH: [...new Set([...bins, ...(process.env["PATH"] ?? "").split(delimiter)])].join(delimiter),
      PULUMI_SKIP_UPDATE_CHECK: "true",
      PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
      // What has nothing to do with a failure is brought to its end: a container that was removed to be replaced is created.
      PULUMI_CONTINUE_ON_ERROR: "true",
    },
  };
}

// Hard links: Pulumi passes over a plugin's folder that is a symbolic link, and looks for the language host beside the
// file that it was started as. Each name changes from the old tool to the new one at once.
async function linkInto(folder: string, home: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const from = join(entry.parentPath, entry.name);
    const place = join(home, from.slice(folder.length));
    const [there, wanted] = await Promise.all([stat(place).catch(() => undefined), stat(from)]);
    if (there?.ino === wanted.ino) continue;
    await mkdir(dirname(place), { recursive: true });
    const aside = temporaryFile(join(dirname(place), `.${basename(place)}.${process.pid}.tmp`));
    try {
      await rm(aside.path, { force: true });
      await link(from, aside.path);
      await rename(aside.path, place);
    } finally {
      aside.remove();
    }
  }
}
