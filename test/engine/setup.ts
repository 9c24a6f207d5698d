import type { TestProject } from "vitest/node";
import { ProblemError } from "../../lib/core/problem.ts";
import { publicRegistryAnswers } from "../../lib/demo/public-registry.ts";
import { ensureRegistry, registryRuns, stopRegistry } from "../../lib/demo/registry.ts";
import { exec } from "../../lib/system/exec.ts";
import { takeLock } from "../../lib/system/lock.ts";
import { atLeast } from "../../lib/system/which.ts";
import { buildCompose, type Compose, findCompose } from "../../lib/tools/compose.ts";
import { type Docker, ensureDocker, startedDocker, stopDocker } from "../../lib/tools/docker.ts";
import { keepClaims, releaseClaims, removeLeftovers } from "./claims.ts";

/** What the tests of one run share. Plain data: it is handed to each test's own process. */
export interface EngineFacts {
  readonly docker: Docker;
  readonly compose: Compose;
  /** The local registry that holds the images; null where a public registry answers and the real images are used. */
  readonly mirror: string | null;
}

declare module "vitest" {
  interface ProvidedContext {
    readonly engine: EngineFacts;
  }
}

const onProgress = (line: string) => process.stderr.write(`engine: ${line}\n`);

/**
 * Gets the engine ready that the tests run on, once a run: an engine that answers (installed and started where this process
 * may), Compose, and the images' source. Runs of the same user wait for each other. Whatever was started here is stopped at
 * the end; what ran before is left alone. Without an engine the run fails, with a sentence that says what to install.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const isFirst = shared[READY] === undefined;
  shared[READY] ??= prepare();
  const { facts, teardown } = await shared[READY];
  project.provide("engine", facts);
  return isFirst ? teardown : async () => {};
}

interface Ready {
  readonly facts: EngineFacts;
  readonly teardown: () => Promise<void>;
}

/** Of one command's several projects the first gets it ready for all; each has this module for itself. */
const READY = Symbol.for("homelab-stacks.engine-tests");
const shared = globalThis as { [READY]?: Promise<Ready> };

async function prepare(): Promise<Ready> {
  const undo: (() => Promise<unknown>)[] = [];
  const teardown = async () => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    undo.push(await takeLock("engine-tests", { onProgress }));
    const ours = startedDocker();
    const docker = await ensureDocker({ onProgress });
    if (!ours && startedDocker()) undo.push(stopUnused);
    undo.push(releaseClaims);
    await removeLeftovers();
    undo.push(keepClaims());
    const compose = await newestCompose();
    const mirror = (await publicRegistryAnswers()) ? null : await localRegistry(undo);
    onProgress(
      `Docker ${docker.version}, Compose ${compose.version}, ${mirror === null ? "real images" : `stand-in images from ${mirror}`}`,
    );
    return { facts: { docker, compose, mirror }, teardown };
  } catch (error) {
    await teardown();
    throw readable(error);
  }
}

// What is promised of Compose is promised of the current one, which distributions are years behind. An older one than that
// is used only where the current one cannot be made, and the run says so.
async function newestCompose(): Promise<Compose> {
  const found = await findCompose({ onProgress });
  if (atLeast(found.version, "5.0.0")) return found;
  return buildCompose({ onProgress }).catch((error: unknown) => {
    onProgress(`testing with Compose ${found.version}: ${error instanceof Error ? error.message : String(error)}`);
    return found;
  });
}

async function localRegistry(undo: (() => Promise<unknown>)[]): Promise<string> {
  const ours = registryRuns();
  const address = await ensureRegistry({ onProgress });
  if (!ours) undo.push(stopRegistry);
  return address;
}

// Somebody may have begun to use the engine while the tests ran (a demo): it is not taken from under their containers.
async function stopUnused(): Promise<void> {
  const running = (await exec("docker", ["ps", "--format", "{{.Names}}"])).trim();
  if (running === "") await stopDocker();
  else onProgress(`the engine is left running, for there are containers: ${running.replaceAll("\n", ", ")}`);
}

// A problem's message says what is wrong; here its reader needs the fix as well.
function readable(error: unknown): unknown {
  if (!(error instanceof ProblemError)) return error;
  return new Error(error.problems.map(({ code, message, fix }) => `${code} ${message} ${fix}`).join("\n"));
}
