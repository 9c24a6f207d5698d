import { join } from "node:path";
import type { Problem } from "../core/problem.ts";
import type { ToolOptions } from "../system/progress.ts";
import { atLeast, versionOf, which } from "../system/which.ts";
import { install } from "./cache.ts";
import { buildGo, type GoRecipe, recipeVersion, toolModule } from "./go.ts";

/** How to call Docker Compose: `command`, then `args`, then what it shall do. */
export interface Compose {
  readonly command: string;
  readonly args: readonly string[];
  /** `2.26.1`, without what a distribution adds. */
  readonly version: string;
}

const recipe: GoRecipe = {
  title: "Docker Compose",
  version: "5.0.0",
  module: toolModule("compose"),
  package: "github.com/docker/compose/v5/cmd",
  variables: { "github.com/docker/compose/v5/internal.Version": "v5.0.0" },
  homepage: "https://docs.docker.com/compose/install/",
};

/** Docker Compose 2 or newer as it is on this machine: the plugin of `docker`, else `docker-compose`; nothing where neither is. */
export async function locateCompose(): Promise<Compose | undefined> {
  const candidates = [
    { command: which("docker"), args: ["compose"] },
    { command: which("docker-compose"), args: [] },
  ];
  for (const { command, args } of candidates) {
    if (command === undefined) continue;
    const version = await versionOf(command, [...args, "version", "--short"]);
    if (version !== undefined && atLeast(version, "2.0.0")) return { command, args, version };
  }
  return undefined;
}

/** A warning, HL940, about a Compose that hashes services otherwise than Pulumi's containers are labelled. */
export function oldCompose({ version }: Compose): Problem | undefined {
  if (atLeast(version, recipe.version)) return undefined;
  return {
    code: "HL940",
    level: "warning",
    message: `Docker Compose ${version} is too old: over what \`homelab up\` made, its \`docker compose up\` recreates containers once`,
    fix: `install Compose ${recipe.version} or newer (${recipe.homepage}); \`homelab up\` takes over what the old one made as it is`,
  };
}

/**
 * Docker Compose 2 or newer: the one on this machine, else 5.0.0 built once.
 *
 * @throws ProblemError HL930 or HL931 where there is none and it cannot be built
 */
export async function findCompose(options: ToolOptions = {}): Promise<Compose> {
  return (await locateCompose()) ?? (await buildCompose(options));
}

/**
 * Docker Compose 5.0.0 exactly, built once from its Go modules.
 *
 * @throws ProblemError HL930 or HL931 where it cannot be built
 */
export async function buildCompose(options: ToolOptions = {}): Promise<Compose> {
  const make = (folder: string) => buildGo(recipe, join(folder, "bin", "docker-compose"), options);
  const folder = await install("docker-compose", await recipeVersion(recipe), make, options);
  return { command: join(folder, "bin", "docker-compose"), args: [], version: recipe.version };
}
