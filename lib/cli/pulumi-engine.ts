import { ProblemError } from "../core/problem.ts";
import type { HomelabModel, SecretLookup } from "../model/index.ts";
import type { Drift } from "../targets/docker/index.ts";
import type { Engine, OnChange } from "../targets/pulumi/index.ts";
import { tell } from "./streams.ts";

/** The secret of the store that Pulumi's state is encrypted with. */
export const passphraseName = "HOMELAB_PULUMI_PASSPHRASE";

const passphrase = {
  name: passphraseName,
  generate: { length: 40, alphabet: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789" },
  consumers: ["pulumi"],
};

/** A definition that is sound, and Pulumi ready to apply it. */
export interface Session {
  readonly model: HomelabModel;
  readonly engine: Engine;
  /** Where the construct of a path was declared: `stacks/homelab.ts:12`. */
  readonly source: (path: string) => string | undefined;
  /** How the containers that are there differ from the definition; empty where `docker` does not answer. */
  readonly drift: () => Promise<ReadonlyMap<string, readonly Drift[]>>;
}

/**
 * Checks the definition first and loads Pulumi only then. A mirror is kept in the stack's configuration.
 *
 * @throws ProblemError with the definition's problems (exit code 2); with those of the tools, the store or the state (1)
 */
export async function openSession(file: string | undefined, mirror?: string): Promise<Session> {
  const [{ loadDefinition }, { analyseSound, sources }, { readLedger }, { openStore }, { wantedSecrets }] =
    await Promise.all([
      import("./load.ts"),
      import("./analyse.ts"),
      import("./ledger-file.ts"),
      import("../secrets/store.ts"),
      import("./wanted-secrets.ts"),
    ]);
  const definition = await loadDefinition(file);
  const { root, homelab } = definition;
  const { model } = analyseSound(homelab, { mirror, ledger: readLedger(definition) });
  const store = await openStore(root);
  const { problems } = store.ensure([...wantedSecrets(model.stacks), passphrase]);
  if (problems.length > 0) throw new ProblemError(problems);
  await store.save();
  const [{ Engine }, { pulumiTools }] = await Promise.all([
    import("../targets/pulumi/index.ts"),
    import("../tools/pulumi-home.ts"),
  ]);
  const tools = await pulumiTools({ onProgress: tell });
  const config = mirror === undefined ? {} : { mirror };
  const settings = { root, stack: model.name, tools, passphrase: store.get(passphraseName), config, log: logOf, tell };
  const engine = await Engine.open(settings);
  const interrupt = () => {
    if (!engine.interrupt()) process.exit(130);
    tell("stopping once what has begun is done (once more: at once)");
  };
  process.on("SIGINT", interrupt).on("SIGTERM", interrupt);
  return { model, engine, source: sources(homelab), drift: () => driftByName(model, (name) => store.get(name)) };
}

/** By the container's name. */
async function driftByName(model: HomelabModel, secret: SecretLookup): Promise<ReadonlyMap<string, readonly Drift[]>> {
  const { findContainers } = await import("./containers.ts");
  try {
    const found = await findContainers(model, secret);
    return new Map(found.map(({ service, drift }) => [service.containerName, drift]));
  } catch (error) {
    // Pulumi may reach a host that `docker` does not; it says itself what is wrong.
    if (error instanceof ProblemError) return new Map();
    throw error;
  }
}

/** The containers whose difference Pulumi's provider cannot see: they are to be made anew. */
export function unseenBy(drift: ReadonlyMap<string, readonly Drift[]>): string[] {
  return [...drift].filter(([, all]) => all.some(({ unseen }) => unseen)).map(([name]) => name);
}

/** The last lines that a container wrote, however that is answered. */
async function logOf(container: string): Promise<string> {
  const { lastLines, tryExec } = await import("../tools/exec.ts");
  const { stdout, stderr } = await tryExec("docker", ["logs", "--tail", "5", container], { timeout: 10_000 });
  return lastLines(`${stdout}${stderr}`, 5);
}

const doing = { create: "creating", update: "changing", replace: "replacing", delete: "removing" } as const;
const did = { create: "created", update: "changed", replace: "replaced", delete: "removed" } as const;

/** Tells each change as it goes, a line each. Images are told while they are pulled only. */
export const tellChange: OnChange = ({ action, kind, name }, done) => {
  if (kind === "image" && action === "create" && !done) return tell(`pulling ${name}`);
  if (kind === "image") return;
  const kept = kind === "volume" && action === "delete";
  if (kept) return done ? tell(`keeping volume ${name}`) : undefined;
  tell(`${(done ? did : doing)[action]} ${kind} ${name}`);
};
