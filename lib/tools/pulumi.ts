import { readdir, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { exec, lastLines } from "../system/exec.ts";
import type { ToolOptions } from "../system/progress.ts";
import { atLeast, isExecutable, versionOf, which } from "../system/which.ts";
import { install } from "./cache.ts";
import { answers, downloadVerified, type Release } from "./download.ts";
import { buildGo, type GoRecipe, recipeVersion, toolModule } from "./go.ts";

/** The version of the Pulumi CLI that is downloaded or built where none is found. */
export const PULUMI_VERSION = "3.245.0";

/** The oldest CLI that is taken where one is found: the one that @pulumi/docker 5.2 asks of @pulumi/pulumi. */
export const PULUMI_OLDEST = "3.142.0";

/** A Pulumi CLI. */
export interface PulumiCli {
  /** The program. */
  readonly path: string;
  readonly version: string;
  /** The folder in our cache that holds it in `bin/`; absent where it was found on the machine. */
  readonly folder?: string;
}

const recipe: GoRecipe = {
  title: "Pulumi",
  version: PULUMI_VERSION,
  module: toolModule("pulumi"),
  package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
  variables: {
    "github.com/pulumi/pulumi/pkg/v3/version.Version": `v${PULUMI_VERSION}`,
    "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version": `v${PULUMI_VERSION}`,
  },
  homepage: "https://www.pulumi.com/docs/install/",
};

/** The Pulumi home of this user: `$PULUMI_HOME`, else `~/.pulumi`. */
export function userPulumiHome(): string {
  return process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi");
}

/** The Pulumi CLI of this machine: on `PATH`, else in the Pulumi home. One that is too old is passed over, and said to be. */
export async function locatePulumi({ onProgress }: ToolOptions = {}): Promise<PulumiCli | undefined> {
  for (const path of [which("pulumi"), join(userPulumiHome(), "bin", "pulumi")]) {
    if (path === undefined || !isExecutable(path)) continue;
    const version = await versionOf(path, ["version"]);
    if (version !== undefined && atLeast(version, PULUMI_OLDEST)) return { path, version };
    onProgress?.(`${path} is passed over: version ${version ?? "unknown"}, ${PULUMI_OLDEST} or newer is needed`);
  }
  return undefined;
}

/**
 * The Pulumi CLI: the one on this machine, else Pulumi's own download, else built from its Go modules; the last two once.
 *
 * @throws ProblemError HL930 or HL931 where there is none, no download answers, and it cannot be built
 */
export async function findPulumi(options: ToolOptions = {}): Promise<PulumiCli> {
  const found = await locatePulumi(options);
  if (found !== undefined) return found;
  const make = async (folder: string) => {
    if (!(await download(folder, options))) await buildGo(recipe, join(folder, "bin", "pulumi"), options);
  };
  const folder = await install("pulumi", await recipeVersion(recipe), make, options);
  return { path: join(folder, "bin", "pulumi"), version: PULUMI_VERSION, folder };
}

// Where Pulumi's releases are, each with the list of its files' checksums.
const RELEASES = "https://github.com/pulumi/pulumi/releases/download";

/**
 * The SHA-256 of the archives of {@link PULUMI_VERSION}, by platform (`linux-x64`), where it is known beforehand. For one that
 * is not here, the list that the release publishes beside its archives is asked: SECURITY.md says what that is worth.
 */
const pins: Readonly<Record<string, string>> = {};

/** The archive of the CLI for this platform, as Pulumi releases it. */
export function pulumiRelease(platform: string = process.platform, arch: string = process.arch): Release {
  const kind = `${platform}-${arch}`;
  return {
    from: `${RELEASES}/v${PULUMI_VERSION}`,
    name: `pulumi-v${PULUMI_VERSION}-${kind}.tar.gz`,
    checksums: `pulumi-${PULUMI_VERSION}-checksums.txt`,
    pinned: pins[kind],
  };
}

/** Pulumi's own build, verified before anything of it is run: its folder `pulumi` becomes our `bin`. */
async function download(folder: string, { onProgress }: ToolOptions): Promise<boolean> {
  if (!(await answers("github.com"))) {
    onProgress?.("Pulumi's download host does not answer");
    return false;
  }
  onProgress?.(`downloading Pulumi ${PULUMI_VERSION}`);
  const program = join(folder, "bin", "pulumi");
  try {
    const archive = await downloadVerified(pulumiRelease(), folder);
    await exec("tar", ["-xzf", archive, "-C", folder]);
    await rm(archive);
    await rename(join(folder, "pulumi"), join(folder, "bin"));
  } catch (error) {
    onProgress?.(
      `the download of Pulumi failed: ${lastLines(error instanceof Error ? error.message : String(error), 1)}`,
    );
    // What was not verified is not used, nor left for the build to find.
    for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
    return false;
  }
  return isExecutable(program);
}
