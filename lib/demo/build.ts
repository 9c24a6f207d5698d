import { chmod, copyFile, cp, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ProblemError } from "../core/problem.ts";
import { exec, tryExec } from "../system/exec.ts";
import { temporaryFolder } from "../system/temporary.ts";
import { which } from "../system/which.ts";
import { canInstallPackages, installPackages } from "../tools/apt.ts";
import { aptSecrets, bootstrap } from "./apt-sources.ts";
import type { Recipe } from "./catalogue.ts";

/** Where the stand-ins' Dockerfiles and Go module lie. They are not compiled: at the same depth from lib/demo as from dist/demo. */
export const STANDINS = fileURLToPath(new URL("../../standins/", import.meta.url));

/** The one file of {@link STANDINS} that is part of the Debian base. */
export const INSTALLER = "install-packages";

/** A folder for one piece of work, gone after it. */
async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const { path, remove } = temporaryFolder("standin");
  try {
    await work(path);
  } finally {
    remove();
  }
}

/**
 * Makes the Debian base that most stand-ins start from, as an image of the local engine.
 *
 * @throws {ProblemError} HL923 where this machine cannot make one: no Debian or Ubuntu, or not root
 */
export async function buildBase(image: string): Promise<void> {
  if (!canInstallPackages()) {
    throw new ProblemError(
      {
        code: "HL923",
        level: "error",
        message: "The stand-in images are made from Debian packages, which needs root on a Debian or Ubuntu.",
        fix: "Let the Docker host reach the images' own registries, or run this as root on a Debian or Ubuntu.",
      },
      1,
    );
  }
  if ((await tryExec("debootstrap", ["--version"])).code !== 0) {
    await installPackages(["debootstrap", "debian-archive-keyring"]);
  }
  await inFolder(async (folder) => {
    const root = join(folder, "root");
    await bootstrap(root);
    const installer = join(root, "usr/local/sbin", INSTALLER);
    await copyFile(join(STANDINS, INSTALLER), installer);
    await chmod(installer, 0o755);
    const archive = join(folder, "root.tar");
    await exec("tar", ["--create", "--numeric-owner", "--file", archive, "--directory", root, "."]);
    await exec("docker", ["import", archive, image]);
  });
}

/** Builds one recipe as an image of the local engine. @throws {ProblemError} HL924 where it needs Go and there is none */
export async function buildImage(recipe: Recipe, base: string, image: string): Promise<void> {
  await inFolder(async (folder) => {
    const context = join(folder, "context");
    await mkdir(context);
    await cp(join(STANDINS, recipe.name), context, { recursive: true });
    if (recipe.program !== undefined) await compile(recipe.program, join(context, "program"));
    if (recipe.module !== undefined) await compileModule(recipe.name, recipe.module, folder, join(context, "program"));
    const secrets = recipe.base ? await aptSecrets(folder) : [];
    const given = { ...(recipe.base ? { BASE: base } : {}), ...recipe.arguments };
    const args = Object.entries(given).flatMap(([name, value]) => ["--build-arg", `${name}=${value}`]);
    const flags = ["--quiet", "--network", "host", "--tag", image, ...args, ...secrets];
    await exec("docker", ["build", ...flags, context], { env: { DOCKER_BUILDKIT: "1" }, timeout: 900_000 });
  });
}

async function compile(program: string, output: string): Promise<void> {
  const flags = ["-mod=readonly", ...goFlags, "-o", output];
  await exec(goFor(program), ["build", ...flags, `./cmd/${program}`], { cwd: STANDINS, env: goEnvironment });
}

/** The real program of a recipe, a package of the Go module in its folder. */
async function compileModule(name: string, program: string, folder: string, output: string): Promise<void> {
  const cwd = join(folder, "module");
  const go = goFor(name);
  const run: Run = (argv) => exec(go, argv, { cwd, env: goEnvironment, timeout: 1_800_000 });
  await cp(join(STANDINS, name), cwd, { recursive: true });
  if (name === "traefik") await withoutDnsProviders(cwd, join(folder, "lego"), run);
  await run(["build", "-mod=readonly", ...goFlags, "-o", output, program]);
}

type Run = (argv: readonly string[]) => Promise<string>;

/**
 * Of lego, which gets Traefik's certificates, the list of DNS providers is replaced: each brings a cloud's whole client, and
 * not all of those are published.
 */
async function withoutDnsProviders(cwd: string, lego: string, run: Run): Promise<void> {
  const module = "github.com/go-acme/lego/v5";
  await run(["mod", "download", module]);
  const source = (await run(["list", "-m", "-f", "{{.Dir}}", module])).trim();
  await exec("cp", ["-R", source, lego]);
  await exec("chmod", ["-R", "u+w", lego]);
  await copyFile(join(cwd, "dns-providers.go.txt"), join(lego, "providers/dns/zz_gen_dns_providers.go"));
  await run(["mod", "edit", `-replace=${module}=${lego}`]);
}

const goFlags = ["-trimpath", "-buildvcs=false", "-ldflags", "-s -w"];
const goEnvironment = { CGO_ENABLED: "0", GOWORK: "off" };

function goFor(program: string): string {
  const go = which("go");
  if (go !== undefined) return go;
  throw new ProblemError(
    {
      code: "HL924",
      level: "error",
      message: `The stand-in for ${program} is a Go program, and there is no Go.`,
      fix: "Install Go 1.26 or newer and have `go` on PATH.",
    },
    1,
  );
}
