import { dirname, join } from "node:path";
import type { ToolOptions } from "../system/progress.ts";
import { isExecutable, which } from "../system/which.ts";
import { install } from "./cache.ts";
import { buildGo, type GoRecipe, recipeVersion, toolModule } from "./go.ts";
import type { PulumiCli } from "./pulumi.ts";

/** Pulumi's Node language host, which runs the program of a plain `pulumi up`. The Automation API's inline programs need none. */
export interface LanguageHost {
  /** The program. */
  readonly path: string;
  /** The folder in our cache that holds it in `bin/`; absent where it was found on the machine or came with the CLI. */
  readonly folder?: string;
}

const NAME = "pulumi-language-nodejs";

// The last version of the sdk module that held the host. It serves the current CLI and npm package, but for the options of
// Pulumi.yaml, which the CLI no longer gives as flags: `starter` reads them and starts it with them.
const host: GoRecipe = {
  title: "Pulumi's Node language host",
  version: "3.68.0",
  module: toolModule("language-host"),
  package: "github.com/pulumi/pulumi/sdk/v3/nodejs/cmd/pulumi-language-nodejs",
  homepage: "https://www.pulumi.com/docs/install/",
};
const starter: GoRecipe = { ...host, title: "the starter of Pulumi's Node language host", package: "." };

/** The language host of this machine, where the CLI looks for it: beside itself, then on `PATH`. */
export function locateLanguageHost(cli: PulumiCli): LanguageHost | undefined {
  const beside = join(dirname(cli.path), NAME);
  const path = isExecutable(beside) ? beside : which(NAME);
  return path === undefined ? undefined : { path };
}

/**
 * The language host: the one that came with the CLI (Pulumi's own download has it) or is on `PATH`, else built once from
 * its Go modules.
 *
 * @throws ProblemError HL930 or HL931 where there is none and it cannot be built
 */
export async function findLanguageHost(cli: PulumiCli, options: ToolOptions = {}): Promise<LanguageHost> {
  const found = locateLanguageHost(cli);
  if (found !== undefined) return found;
  const make = async (folder: string) => {
    await buildGo(host, join(folder, "libexec", NAME), options);
    await buildGo(starter, join(folder, "bin", NAME), options);
  };
  const folder = await install(NAME, await recipeVersion(host), make, options);
  return { path: join(folder, "bin", NAME), folder };
}
