import { createRequire } from "node:module";
import { homedir } from "node:os";
import { join } from "node:path";
import { lastLines, tryExec } from "../system/exec.ts";
import type { ToolOptions } from "../system/progress.ts";
import { atLeast, isExecutable, versionOf, which } from "../system/which.ts";
import { install } from "./cache.ts";
import { answers, LIMIT } from "./download.ts";
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

// Automation API's own installer; a program of its own, because it cannot be told to stop after a time.
const INSTALLER = `
const [, automation, semver, root, version] = process.argv;
require(automation).PulumiCommand.install({ root, version: require(semver).parse(version) }).catch((error) => {
  console.error(String(error));
  process.exit(1);
});`;

async function download(folder: string, { onProgress }: ToolOptions): Promise<boolean> {
  if (!(await answers("get.pulumi.com"))) {
    onProgress?.("Pulumi's download host does not answer");
    return false;
  }
  onProgress?.(`downloading Pulumi ${PULUMI_VERSION}`);
  const automation = createRequire(import.meta.url).resolve("@pulumi/pulumi/automation/index.js");
  const semver = createRequire(automation).resolve("semver");
  const args = ["-e", INSTALLER, automation, semver, folder, PULUMI_VERSION];
  const { code, stderr } = await tryExec(process.execPath, args, { timeout: LIMIT });
  const done = code === 0 && isExecutable(join(folder, "bin", "pulumi"));
  if (!done) onProgress?.(`the download of Pulumi failed: ${lastLines(stderr, 1)}`);
  return done;
}
