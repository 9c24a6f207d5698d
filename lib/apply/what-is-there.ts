import { lstatSync } from "node:fs";
import { hostname } from "node:os";
import { type Homelab, ProblemError } from "../core/index.ts";
import type { Docker } from "../host/docker.ts";
import type { IsThere, LedgerEntry } from "../model/index.ts";
import { type Analysis, analyse, sources } from "../project/analyse.ts";
import { readLedger } from "../project/ledger-file.ts";
import type { Project } from "../project/locate.ts";
import { inEnvFile } from "../secrets/traces.ts";
import { errorCode } from "../system/atomic.ts";

/** How long a host may take to answer, in milliseconds: without its answer, the message is only less exact. */
const PATIENCE = 3_000;

/** A project's definition, and what its analysis depends on. */
export interface Asked extends Project {
  readonly homelab: Homelab;
  readonly mirror?: string | undefined;
  /** Default: the host that Pulumi's settings name, else the one that `docker` reaches. */
  readonly docker?: Docker | undefined;
}

/**
 * Analyses a definition with its names ledger. Only where something on record vanished or lies elsewhere now, the host and
 * the store are asked whether it was ever made, and the problems say so; and where an image does not take the data of the
 * one on record, the host is asked which one has it.
 *
 * @throws ProblemError as {@link analyse} and {@link readLedger} do; never for a host or a store that does not answer
 */
export async function analyseAsking({ homelab, mirror, docker, ...project }: Asked): Promise<Analysis> {
  const ledger = readLedger(project);
  const analysis = await judgedByHost(
    analyse(homelab, { mirror, ledger }),
    () => docker ?? hostOf(project.root, homelab.name),
    homelab,
  );
  if (!analysis.built.some(({ code }) => code === "HL090" || code === "HL091")) return analysis;
  const host = docker ?? (await hostOf(project.root, homelab.name));
  const isThere = await whatIsThere([...ledger.entries.values()], project.root, host);
  return analyse(homelab, { mirror, ledger, isThere });
}

/** With HL137 as the host has it, where that answers. What was rendered last, and is on record, may never have been applied. */
async function judgedByHost(
  analysis: Analysis,
  host: () => Docker | undefined | Promise<Docker | undefined>,
  homelab: Homelab,
): Promise<Analysis> {
  const others = analysis.found.filter(({ code }) => code !== "HL137");
  if (others.length === analysis.found.length) return analysis;
  const docker = await host();
  const answers = docker && (await docker.run(["version"], { timeout: PATIENCE })).code === 0;
  if (!answers) return analysis;
  const [{ forbiddenUpgrades }, { readContainers }] = await Promise.all([
    import("./upgrades.ts"),
    import("../host/snapshot.ts"),
  ]);
  const jumps = forbiddenUpgrades(analysis.model, await readContainers(docker), sources(homelab));
  return { ...analysis, found: [...others, ...jumps] };
}

/** What of some entries of a ledger exists; undefined for those of which nobody could be asked. */
async function whatIsThere(
  entries: readonly LedgerEntry[],
  root: string,
  docker: Docker | undefined,
): Promise<IsThere> {
  const has = (kind: LedgerEntry["kind"]) => entries.some((entry) => entry.kind === kind);
  const [volumes, isLocal, store] = await Promise.all([
    has("volume") && docker ? volumesOf(docker) : undefined,
    entries.some(({ place }) => place.startsWith("/")) && docker ? isThisMachine(docker) : false,
    has("secret") ? storeOf(root) : undefined,
  ]);
  return ({ kind, place }) => {
    if (kind === "secret") return store && (store.has(place) || inEnvFile(root, place));
    // A folder is only known of where there is an engine to have made it.
    if (place.startsWith("/")) return volumes && isLocal ? isFolderThere(place) : undefined;
    return volumes?.has(place);
  };
}

/** The host that a homelab is applied to; nothing where the settings cannot be read: `up` says what is wrong with them. */
async function hostOf(root: string, homelab: string): Promise<Docker | undefined> {
  const [{ Docker }, { readStackSettings }] = await Promise.all([
    import("../host/docker.ts"),
    import("./stack-settings.ts"),
  ]);
  try {
    return new Docker(readStackSettings(root, homelab).docker);
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}

async function volumesOf(docker: Docker): Promise<ReadonlySet<string> | undefined> {
  const { code, stdout } = await docker.run(["volume", "ls", "--quiet"], { timeout: PATIENCE });
  return code === 0 ? new Set(stdout.split("\n")) : undefined;
}

/** Whether the engine's folders are those of this process: not where it is elsewhere, nor from inside a container. */
async function isThisMachine(docker: Docker): Promise<boolean> {
  if (docker.options.length > 0) return false;
  const { dockerEndpoint, localSockets } = await import("../tools/docker.ts");
  const [endpoint, { stdout }] = await Promise.all([
    dockerEndpoint(),
    docker.run(["info", "--format", "{{.Name}}"], { timeout: PATIENCE }),
  ]);
  return localSockets.includes(endpoint) && stdout.trim() === hostname();
}

/** Undefined where it cannot be looked at: what stands above it may be closed to this user. */
function isFolderThere(path: string): boolean | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch (error) {
    return errorCode(error) === "ENOTDIR" ? false : undefined;
  }
}

async function storeOf(root: string) {
  const { openStore } = await import("../secrets/store.ts");
  try {
    const store = await openStore(root);
    store.requireFound();
    return store;
  } catch (error) {
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}
