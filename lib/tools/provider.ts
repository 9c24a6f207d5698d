import { join } from "node:path";
import { lastLines, tryExec } from "../system/exec.ts";
import type { ToolOptions } from "../system/progress.ts";
import { isExecutable, versionOf, which } from "../system/which.ts";
import { install } from "./cache.ts";
import { answers, LIMIT } from "./download.ts";
import { buildGo, type GoRecipe, recipeVersion, toolModule } from "./go.ts";
import { type PulumiCli, userPulumiHome } from "./pulumi.ts";

/** The version of the docker provider: the one that the npm package @pulumi/docker asks for. */
export const PROVIDER_VERSION = "5.2.0";

/** The docker provider, Pulumi's plugin that talks to Docker. */
export interface Provider {
  /** The program. */
  readonly path: string;
  /** Where it is: on `PATH`, in this user's Pulumi home, or in our cache. */
  readonly from: "PATH" | "home" | "cache";
  /** With `cache`, the folder that holds it in `plugins/`. */
  readonly folder?: string;
}

// Where a Pulumi home has it.
const PLACE = join("plugins", `resource-docker-v${PROVIDER_VERSION}`, "pulumi-resource-docker");

const recipe: GoRecipe = {
  title: "the docker provider",
  version: PROVIDER_VERSION,
  module: toolModule("provider"),
  package: ".",
  // Spares the resource that would bring all of Docker Compose into the provider, and that @pulumi/docker has not.
  tags: ["no_compose"],
  homepage: "https://www.pulumi.com/registry/packages/docker/installation-configuration/",
};

/** The docker provider of this machine: in the Pulumi home, else on `PATH`, of exactly the version that is needed. */
export async function locateProvider(): Promise<Provider | undefined> {
  const home = join(userPulumiHome(), PLACE);
  if (isExecutable(home)) return { path: home, from: "home" };
  const path = which("pulumi-resource-docker");
  if (path === undefined || (await versionOf(path, ["-version"])) !== PROVIDER_VERSION) return undefined;
  return { path, from: "PATH" };
}

/**
 * The docker provider: the one on this machine, else Pulumi's own download, else built from its Go modules; the last two once.
 *
 * @throws ProblemError HL930 or HL931 where there is none, no download answers, and it cannot be built
 */
export async function findProvider(cli: PulumiCli, options: ToolOptions = {}): Promise<Provider> {
  return (await locateProvider()) ?? (await cachedProvider(cli, options));
}

async function cachedProvider(cli: PulumiCli, options: ToolOptions): Promise<Provider> {
  const make = async (folder: string) => {
    if (!(await download(cli, folder, options))) await buildGo(recipe, join(folder, PLACE), options);
  };
  const folder = await install("pulumi-resource-docker", await recipeVersion(recipe), make, options);
  return { path: join(folder, PLACE), from: "cache", folder };
}

async function download(cli: PulumiCli, folder: string, { onProgress }: ToolOptions): Promise<boolean> {
  if (!(await answers("get.pulumi.com"))) {
    onProgress?.("Pulumi's download host does not answer");
    return false;
  }
  onProgress?.(`downloading the docker provider ${PROVIDER_VERSION}`);
  const { code, stderr } = await tryExec(cli.path, ["plugin", "install", "resource", "docker", PROVIDER_VERSION], {
    env: { PULUMI_HOME: folder, PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeout: LIMIT,
  });
  const done = code === 0 && isExecutable(join(folder, PLACE));
  if (!done) onProgress?.(`the download of the docker provider failed: ${lastLines(stderr, 1)}`);
  return done;
}
