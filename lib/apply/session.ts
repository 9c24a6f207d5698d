import { type Problem, ProblemError } from "../core/problem.ts";
import { Docker, type Drift } from "../host/index.ts";
import type { Orphan } from "../host/orphans.ts";
import type { HomelabModel, SecretLookup, StackModel, VolumeModel } from "../model/index.ts";
import { formerNameVariable, selectStacks, stacksVariable } from "../project/selection.ts";
import type { Wanted } from "../secrets/store.ts";
import { endNow } from "../system/ending.ts";
import { formatProblems } from "../terminal/problems.ts";
import { paintFor, streams, tell, writeError } from "../terminal/streams.ts";
import type { Change } from "./change.ts";
import type { Engine, EngineSettings } from "./engine.ts";
import { hasEncryptedState, hasOwnPassphrase, passphrase, passphraseMissing, passphraseName } from "./passphrase.ts";
import { readStackSettings } from "./stack-settings.ts";

/** A definition that is sound, and Pulumi ready to apply it. */
export interface Session {
  readonly model: HomelabModel;
  readonly engine: Engine;
  /** Where the construct of a path was declared: `stacks/homelab.ts:12`. */
  readonly source: (path: string) => string | undefined;
  /** How the containers that are there differ from the definition; empty where `docker` does not answer. */
  readonly drift: () => Promise<ReadonlyMap<string, readonly Drift[]>>;
  /** The changes, with each variable that differs where Pulumi hides them all. */
  readonly withVariables: (changes: readonly Change[]) => Promise<readonly Change[]>;
  /** A warning for each volume that stays as it was made, otherwise than the definition has it. */
  readonly keptVolumes: () => Promise<readonly Problem[]>;
  /** The volumes that Pulumi's state has and the host has not: their data is gone. None where `docker` does not answer. */
  readonly lostVolumes: () => Promise<readonly VolumeModel[]>;
  /** The containers of the homelab's that the definition has no more; empty where `docker` does not answer. */
  readonly orphans: () => Promise<readonly Orphan[]>;
  /** The host that Pulumi applies to. */
  readonly docker: Docker;
  /** Keeps on record that the homelab is applied to this host. */
  readonly recordHost: () => Promise<void>;
}

/** What a session is opened for. */
export interface SessionOptions {
  /** A registry to take all images from. Default: the one that the stack's configuration keeps. */
  readonly mirror?: string | undefined;
  /** The names of the stacks that are touched. Default: all. */
  readonly stacks?: readonly string[] | undefined;
  /** Whether all is to be removed: then no secret has to be there. Default: false. */
  readonly isDestroy?: boolean;
  /** The names of stacks and containers of nobody's that are taken over. Default: none. */
  readonly adopt?: readonly string[] | undefined;
  /** The homelab's former name: what carries it is taken over. Default: it had none. */
  readonly formerly?: string | undefined;
  /** Whether it may be another Docker host than the one on record. Default: false. */
  readonly isNewHost?: boolean;
}

/**
 * Checks the definition first and loads Pulumi only then. A mirror is kept in the stack's configuration.
 *
 * @throws ProblemError with the definition's problems (exit code 2); with those of the tools, the store or the state (1)
 */
export async function openSession(
  file: string | undefined,
  { mirror, stacks, adopt = [], formerly, isDestroy = false, isNewHost = false }: SessionOptions = {},
): Promise<Session> {
  const [
    { loadDefinition },
    { hostHere, hostText, refuseOtherHost },
    { claimStack },
    { sound, sources },
    { analyseAsking },
    { wantedSecrets },
    { requireNames, requireFormerName },
  ] = await Promise.all([
    import("../project/load.ts"),
    import("./applied-host.ts"),
    import("./stack-owner.ts"),
    import("../project/analyse.ts"),
    import("./what-is-there.ts"),
    import("../project/wanted-secrets.ts"),
    import("./adoptable.ts"),
  ]);
  const definition = await loadDefinition(file);
  const { root, homelab } = definition;
  const kept = readStackSettings(root, homelab.name);
  const docker = new Docker(kept.docker);
  const { model, ledger } = sound(await analyseAsking({ ...definition, mirror: mirror ?? kept.mirror, docker }));
  const selected = selectStacks(model, stacks);
  requireNames(model, adopt);
  await requireFormerName(formerly, docker);
  const [claimed, here] = await Promise.all([claimStack(definition, kept, loadDefinition), hostHere(docker)]);
  if (!isNewHost) refuseOtherHost(homelab.name, kept.engine, here);
  const hasMoved = here !== undefined && kept.engine !== undefined && here.id !== kept.engine.id;
  const config = { ...claimed, ...(mirror !== undefined && { mirror }) };
  const { engine, store } = await openEngine({
    root,
    stack: model.name,
    wanted: isDestroy ? [] : wantedSecrets(selected, ledger?.ledger),
    config,
    docker,
    formerly,
    scope: stacks && { stacks, planned: (await import("../targets/pulumi/plan.ts")).plan(model, kept) },
    strays: (stored) => async (ids, purpose) => {
      const [{ strays }, { ownFolders }] = await Promise.all([
        import("./adoption/takeover.ts"),
        import("./own-folder.ts"),
      ]);
      const claims = { isOwnFolder: ownFolders(model.name, root, kept.composeDir), adopted: adopt, formerly };
      // What is taken over only to be removed may be of any other definition.
      const secret = isDestroy ? () => "" : stored;
      return strays({ ...kept, docker, claims, model: { ...model, stacks: selected }, secret }, ids, purpose);
    },
  });
  const interrupt = () => {
    if (!engine.interrupt()) endNow(130);
    tell("stopping once what has begun is done (once more: at once)");
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  const drift = () => driftByName(model, (name) => store.get(name), docker);
  const withVariables = async (changes: readonly Change[]) =>
    (await import("./environment.ts")).withVariables(changes, model, (name) => store.get(name), docker);
  const source = sources(homelab);
  const keptVolumes = () => volumesKept(model, source, docker);
  // On another host none was ever there.
  const lostVolumes = async () => (hasMoved ? [] : await volumesLost(selected, engine, docker));
  const recordHost = async () => {
    if (here !== undefined && here.id !== kept.engine?.id) await engine.configure("engine", hostText(here));
  };
  const orphans = async () => {
    const [{ orphansIn }, { trySnapshot }] = await Promise.all([import("./orphans.ts"), import("../host/snapshot.ts")]);
    const containers = (await trySnapshot(docker))?.containers ?? [];
    const all = orphansIn(model, containers, { root, composeDir: kept.composeDir, formerly });
    return all.filter(({ stack }) => stacks === undefined || stacks.includes(stack));
  };
  return { model, engine, source, drift, withVariables, keptVolumes, lostVolumes, orphans, docker, recordHost };
}

/** What opening Pulumi's stack takes. */
export interface OpenOptions {
  readonly root: string;
  /** Pulumi's stack: the homelab's name. */
  readonly stack: string;
  /** The secrets to be there besides Pulumi's passphrase. */
  readonly wanted: readonly Wanted[];
  /** Settings to be kept in the stack's configuration. */
  readonly config: Readonly<Record<string, string>>;
  readonly docker: Docker;
  /** The name that the homelab had before. Default: none that counts. */
  readonly formerly?: string | undefined;
  /** As for the engine. */
  readonly scope?: EngineSettings["scope"];
  /** What the host has and the state does not know, by the store's values. Default: that is not looked for. */
  readonly strays?: (secret: SecretLookup) => EngineSettings["strays"];
}

/** Pulumi's stack, made and selected, so that a plain `pulumi` in the project's folder has it too. */
export async function openEngine({ root, stack, wanted, config, docker, formerly, scope, strays }: OpenOptions) {
  const { openStore } = await import("../secrets/store.ts");
  const store = await openStore(root);
  const isOwn = hasOwnPassphrase();
  if (!isOwn && !store.has(passphraseName) && hasEncryptedState(root, stack)) throw passphraseMissing(stack);
  const { problems } = store.ensure(isOwn ? wanted : [...wanted, passphrase]);
  if (problems.length > 0) throw new ProblemError(problems);
  const warnings = await store.save();
  if (warnings.length > 0) writeError(formatProblems(warnings, paintFor(streams().stderr)));
  const [{ Engine }, { pulumiTools }, { PROVIDER_VERSION }, { tryExec }, { servedKey }] = await Promise.all([
    import("./engine.ts"),
    import("../tools/pulumi-home.ts"),
    import("../tools/provider.ts"),
    import("../system/exec.ts"),
    import("../secrets/key.ts"),
  ]);
  const found = await pulumiTools({ onProgress: tell });
  const asked = {
    ...(scope && { [stacksVariable]: scope.stacks.join(",") }),
    // Empty, too: what the user's shell has of this name is nothing that was asked for.
    [formerNameVariable]: formerly ?? "",
  };
  const tools = {
    ...found,
    env: { ...found.env, ...asked, ...(docker.options.length === 0 && (await switchedHost())) },
  };
  const secret = isOwn ? undefined : store.get(passphraseName);
  const engine = await Engine.open({
    ...{ root, stack, passphrase: secret, config, tell },
    tools: { ...tools, env: { ...tools.env, ...(await servedKey()) } },
    strays: strays?.((name) => store.get(name)) ?? (async () => []),
    scope,
    providerVersion: PROVIDER_VERSION,
    exec: tryExec,
  });
  return { engine, store, tools, passphrase: secret };
}

/** Of the context that `docker` is switched to, Pulumi's provider knows nothing by itself. */
async function switchedHost(): Promise<Readonly<Record<string, string>>> {
  if (process.env["DOCKER_HOST"]) return {};
  const { dockerEndpoint, localSockets } = await import("../tools/docker.ts");
  const host = await dockerEndpoint();
  return host === "" || localSockets.includes(host) ? {} : { DOCKER_HOST: host };
}

/** By the container's name. */
async function driftByName(
  model: HomelabModel,
  secret: SecretLookup,
  docker: Docker,
): Promise<ReadonlyMap<string, readonly Drift[]>> {
  const [{ findContainers }, { readContainers }] = await Promise.all([
    import("../host/containers.ts"),
    import("../host/snapshot.ts"),
  ]);
  try {
    const found = findContainers(model, await readContainers(docker), secret);
    return new Map(found.map(({ service, drift }) => [service.containerName, drift]));
  } catch (error) {
    // Pulumi may reach a host that `docker` does not, and previews what is new without asking any.
    if (!(error instanceof ProblemError)) throw error;
    tell(`what runs on the host is not known: ${error.problems[0]?.message ?? ""}`);
    return new Map();
  }
}

/** None where `docker` does not answer, since Pulumi may reach the host by itself. */
async function volumesKept(model: HomelabModel, source: Session["source"], docker: Docker): Promise<Problem[]> {
  const [{ volumesMadeOtherwise }, { readVolumes }] = await Promise.all([
    import("../host/volumes.ts"),
    import("../host/snapshot.ts"),
  ]);
  return volumesMadeOtherwise(model, await readVolumes(docker).catch(() => []), source);
}

/** The state is only asked where something is missing: that takes a second, and mostly nothing is. */
async function volumesLost(stacks: readonly StackModel[], engine: Engine, docker: Docker): Promise<VolumeModel[]> {
  const [{ missingVolumes }, { readVolumes }] = await Promise.all([
    import("../host/lost-volumes.ts"),
    import("../host/snapshot.ts"),
  ]);
  const there = await readVolumes(docker).catch(() => undefined);
  const missing = there === undefined ? [] : missingVolumes(stacks, there);
  if (missing.length === 0) return [];
  const known = await engine.known();
  return missing.filter(({ name }) => known.has(name));
}

/** The containers whose difference Pulumi's provider cannot see: they are to be recreated. */
export function unseenBy(drift: ReadonlyMap<string, readonly Drift[]>): string[] {
  return [...drift].filter(([, all]) => all.some(({ unseen }) => unseen)).map(([name]) => name);
}
