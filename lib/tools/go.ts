import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ProblemError } from "../core/problem.ts";
import { lastLines, tryExec } from "../system/exec.ts";
import type { ToolOptions } from "../system/progress.ts";
import { which } from "../system/which.ts";

/** How a tool is built from published Go modules. */
export interface GoRecipe {
  /** What people call it: "Docker Compose". */
  readonly title: string;
  readonly version: string;
  /** The folder of its Go module: go.mod, go.sum, and a main file where it has one of its own. */
  readonly module: string;
  /** The main package. */
  readonly package: string;
  /** Variables to set at link time, by their full name. */
  readonly variables?: Readonly<Record<string, string>>;
  readonly tags?: readonly string[];
  /** Where to get it otherwise: said where it cannot be built. */
  readonly homepage: string;
}

/** The oldest Go that builds all of the tools: the highest `go` line of their go.mod files. */
export const GO_VERSION = "1.25.11";

// Milliseconds between two lines of progress of one build.
const PACE = 10_000;

// Milliseconds after which a build counts as failed: many times what the longest takes on two cores.
const LIMIT = 3_600_000;

// The modules are not compiled: they lie at the same depth from lib/tools as from dist/tools.
const modules = fileURLToPath(new URL("../../tools/go/", import.meta.url));

/** The folder of the Go module of one of this project's tools. */
export function toolModule(name: string): string {
  return join(modules, name);
}

/** The version of a built tool with all that it is built from, so that a changed recipe is another tool in the cache. */
export async function recipeVersion(recipe: GoRecipe): Promise<string> {
  const folder = recipe.module;
  const built = [recipe.package, recipe.variables, recipe.tags, process.platform, process.arch];
  const hash = createHash("sha256").update(JSON.stringify(built));
  for (const file of (await readdir(folder)).sort()) hash.update(file).update(await readFile(join(folder, file)));
  return `${recipe.version}-${hash.digest("hex").slice(0, 12)}`;
}

/**
 * Builds a tool from its published Go modules. Every module is checked against the recipe's go.sum. An interrupted build
 * goes on from Go's own cache.
 *
 * @param file where the program goes
 * @throws ProblemError HL930 where there is no Go, HL931 where the build fails
 */
export async function buildGo(recipe: GoRecipe, file: string, { onProgress }: ToolOptions = {}): Promise<void> {
  const { title, version } = recipe;
  const go = which("go");
  if (go === undefined) throw noGo(recipe);
  onProgress?.(`building ${title} ${version} from its Go modules (once; some minutes)`);
  const variables = Object.entries(recipe.variables ?? {}).map(([name, value]) => `-X ${name}=${value}`);
  const link = ["-ldflags", ["-s -w", ...variables].join(" "), "-tags", (recipe.tags ?? []).join(",")];
  const args = ["build", "-v", "-mod=readonly", "-buildvcs=false", "-trimpath", ...link, "-o", file, recipe.package];
  let packages = 0;
  let said = Date.now();
  const result = await tryExec(go, args, {
    cwd: recipe.module,
    // No C compiler is needed, and the same program comes out whether there is one or not. GOWORK: the module stands alone.
    env: { CGO_ENABLED: "0", GOWORK: "off" },
    timeout: LIMIT,
    onLine: (line) => {
      // Besides the packages that it compiles, which -v names, Go tells what it downloads.
      const told = line.startsWith("go: ");
      if (!told) packages++;
      if (Date.now() - said < PACE) return;
      said = Date.now();
      onProgress?.(`building ${title}: ${told ? line.slice(4) : `${packages} packages compiled`}`);
    },
  });
  if (result.code !== 0) throw buildFailed(recipe, result.stderr);
  onProgress?.(`built ${title} ${version}`);
}

function noGo({ title, version, homepage }: GoRecipe): ProblemError {
  const message = `${title} ${version} is not installed, cannot be downloaded from here, and there is no Go to build it with.`;
  const fix = `Install ${title} (${homepage}), or Go ${GO_VERSION} or newer (https://go.dev/doc/install), and run this again.`;
  return new ProblemError({ code: "HL930", level: "error", message, fix }, 1);
}

function buildFailed({ title, version, homepage }: GoRecipe, stderr: string): ProblemError {
  // With -v the names of compiled packages come first: what went wrong is at the end.
  const message = `${title} ${version} could not be built from its Go modules.`;
  const log = lastLines(stderr, 8).split("\n");
  const fix = `Install ${title} (${homepage}), or fix what Go says (it needs Go ${GO_VERSION} or newer and a module proxy that answers), and run this again.`;
  return new ProblemError({ code: "HL931", level: "error", message, log, fix }, 1);
}
