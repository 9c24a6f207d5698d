import { existsSync } from "node:fs";
import { mkdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse, stringify } from "yaml";
import { packageRoot } from "../../project/package.ts";
import { defaultIdentityPath, makeIdentity } from "../../secrets/identity.ts";
import { writeAtomic } from "../../system/atomic.ts";
import { packagesAdded } from "../../tools/apt.ts";

/** The example homelab: the definition of the clone itself. */
export const exampleFile = join(packageRoot, "stacks", "homelab.ts");

/** What the demo remembers between its runs, so that `--down` takes back what it did, and nothing else. */
export interface Notes {
  /** Whether the last run came to its end. */
  readonly finished: boolean;
  readonly startedEngine: boolean;
  readonly startedRegistry: boolean;
  /** Whether the local registry had nothing in it before. */
  readonly madeRegistry: boolean;
  /** The images that the engine had before the first run. */
  readonly imagesBefore: readonly string[];
  /** The images that the demo had pulled or built, as `docker` lists them. */
  readonly images: readonly string[];
  /** The volumes without a name that the demo's containers had. */
  readonly anonymous: readonly string[];
  /** Whether a newer release was added to apt's sources, for Docker's packages. */
  readonly addedRelease: boolean;
  /** The system's packages that were installed. */
  readonly packages: readonly string[];
}

/** `$XDG_STATE_HOME/homelab-stacks/demo`, by default under `~/.local/state`: a project, its secrets and Pulumi's state. */
export function demoFolder(): string {
  const xdg = process.env["XDG_STATE_HOME"];
  return join(
    xdg !== undefined && isAbsolute(xdg) ? xdg : join(homedir(), ".local", "state"),
    "homelab-stacks",
    "demo",
  );
}

const notesFile = () => join(demoFolder(), "notes.json");

/** What an earlier run noted; nothing where there was none. */
export async function readNotes(): Promise<Notes | undefined> {
  const text = await readFile(notesFile(), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  return { addedRelease: false, packages: [], ...(JSON.parse(text) as Partial<Notes>) } as Notes;
}

export async function writeNotes(notes: Notes): Promise<void> {
  await mkdir(demoFolder(), { recursive: true, mode: 0o700 });
  const packages = [...new Set([...notes.packages, ...packagesAdded()])].sort();
  await writeAtomic(notesFile(), JSON.stringify({ ...notes, packages }, undefined, 2));
}

/** What a project of the demo is made with. */
export interface DemoProject {
  /** Pulumi's stack: the homelab's name. */
  readonly stack: string;
  /** The registry that holds the stand-ins; nothing for the real images. */
  readonly mirror: string | undefined;
  /** The paths of the services that are not started. */
  readonly leftOut: readonly string[];
}

/**
 * Writes the demo's own project, whose definition is the example's, and turns this process to it: an identity and a state
 * of its own, whatever the user's environment names. Answers the definition's file.
 */
export async function makeProject({ stack, mirror, leftOut }: DemoProject): Promise<string> {
  const root = demoFolder();
  const stacks = join(root, "stacks");
  // The names ledger goes too: a demo has no data that a changed definition could lose.
  await rm(stacks, { recursive: true, force: true });
  await mkdir(stacks, { recursive: true, mode: 0o700 });
  const file = join(stacks, "homelab.ts");
  await writeFile(file, `export { default } from ${JSON.stringify(exampleFile)};\n`);
  await writeFile(join(stacks, "pulumi.ts"), program(leftOut));
  await writeFile(join(root, "package.json"), '{ "type": "module" }\n');
  await writeFile(join(root, "Pulumi.yaml"), stringify(pulumiProject));
  const main = pathToFileURL(join(packageRoot, "bin", "pulumi.js")).href;
  await writeFile(join(root, "main.js"), `export { default } from ${JSON.stringify(main)};\n`);
  await linkPackages(root);
  await setMirror(join(root, `Pulumi.${stack}.yaml`), mirror);
  await turnTo(root);
  return file;
}

const pulumiProject = {
  name: "homelab",
  main: "main.js",
  runtime: { name: "nodejs", options: { typescript: false } },
  backend: { url: "file://." },
};

function program(leftOut: readonly string[]): string {
  return `import { demoModel, deploy } from "homelab-stacks/pulumi";

await deploy(undefined, (model) => demoModel(model, ${JSON.stringify(leftOut)}));
`;
}

// Pulumi looks for its SDK from the program's folder.
async function linkPackages(root: string): Promise<void> {
  const sdk = createRequire(import.meta.url).resolve("@pulumi/pulumi/package.json");
  const link = join(root, "node_modules");
  await rm(link, { force: true });
  await symlink(dirname(dirname(dirname(sdk))), link);
}

async function setMirror(file: string, mirror: string | undefined): Promise<void> {
  const settings = (existsSync(file) ? parse(await readFile(file, "utf8")) : undefined) ?? {};
  await writeFile(file, stringify({ ...settings, config: mirror === undefined ? {} : { "homelab:mirror": mirror } }));
}

async function turnTo(root: string): Promise<void> {
  const own = { XDG_CONFIG_HOME: root };
  await makeIdentity(own);
  for (const name of ["HOMELAB_AGE_KEY", "PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"]) {
    delete process.env[name];
  }
  process.env["HOMELAB_AGE_KEY_FILE"] = defaultIdentityPath(own);
  process.env["PULUMI_BACKEND_URL"] = `file://${root}`;
}

/** Forgets what Pulumi knows of the demo, the secrets stay: what an interrupted run leaves there need not be true. */
export async function forgetState(stack: string): Promise<void> {
  await rm(join(demoFolder(), ".pulumi"), { recursive: true, force: true });
  await rm(join(demoFolder(), `Pulumi.${stack}.yaml`), { force: true });
}

/** Removes all of it. @returns whether there was anything */
export async function removeFolder(): Promise<boolean> {
  const there = existsSync(demoFolder());
  await rm(demoFolder(), { recursive: true, force: true });
  return there;
}
