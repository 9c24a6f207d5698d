import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { exec, lastLines } from "../system/exec.ts";
import type { ToolOptions } from "../system/progress.ts";
import { isExecutable, versionOf, which } from "../system/which.ts";
import { install } from "./cache.ts";
import { answers, expectedHash, LIMIT, type Release } from "./download.ts";
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

// Where the provider's releases are, each with the list of its files' checksums.
const RELEASES = "https://github.com/pulumi/pulumi-docker/releases/download";

/** The SHA-256 of the archives of {@link PROVIDER_VERSION}, by platform (`linux-amd64`), where it is known beforehand. */
const pins: Readonly<Record<string, string>> = {};

/** The provider's archive for this platform, as Pulumi releases it. */
export function providerRelease(platform: string = process.platform, arch: string = process.arch): Release {
  const kind = `${platform}-${arch === "x64" ? "amd64" : arch}`;
  return {
    from: `${RELEASES}/v${PROVIDER_VERSION}`,
    name: `pulumi-resource-docker-v${PROVIDER_VERSION}-${kind}.tar.gz`,
    checksums: `pulumi-docker_${PROVIDER_VERSION}_checksums.txt`,
    pinned: pins[kind],
  };
}

async function download(cli: PulumiCli, folder: string, { onProgress }: ToolOptions): Promise<boolean> {
  if (!(await answers("github.com"))) {
    onProgress?.("Pulumi's download host does not answer");
    return false;
  }
  onProgress?.(`downloading the docker provider ${PROVIDER_VERSION}`);
  const install = async () => {
    // Pulumi holds what it downloads against the checksum, and installs nothing else.
    const hash = await expectedHash(providerRelease()).catch((error: unknown) => {
      onProgress?.(`not verified beyond TLS: ${error instanceof Error ? error.message : String(error)}`);
      return undefined;
    });
    const checksum = hash === undefined ? [] : ["--checksum", hash];
    await exec(cli.path, ["plugin", "install", "resource", "docker", PROVIDER_VERSION, ...checksum], {
      env: { PULUMI_HOME: folder, PULUMI_SKIP_UPDATE_CHECK: "true" },
      timeout: LIMIT,
    });
  };
  const failed = await install().then(
    () => undefined,
    (error: unknown) => lastLines(error instanceof Error ? error.message : String(error), 1),
  );
  if (failed === undefined && isExecutable(join(folder, PLACE))) return true;
  onProgress?.(`the download of the docker provider failed: ${failed ?? "it has no program"}`);
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true });
  return false;
}
