import { ProblemError } from "../core/problem.ts";
import type { HomelabModel } from "../model/index.ts";
import type { Change, Engine, OnChange } from "../targets/pulumi/index.ts";
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
}

/**
 * Checks the definition first and loads Pulumi only then. A mirror is kept in the stack's configuration.
 *
 * @throws ProblemError with the definition's problems (exit code 2); with those of the tools, the store or the state (1)
 */
export async function openSession(file: string | undefined, mirror?: string): Promise<Session> {
  const [{ loadDefinition }, { analyseSound }, { readLedger }, { openStore }, { wantedSecrets }] = await Promise.all([
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
  return { model, engine };
}

/** The last lines that a container wrote, however that is answered. */
async function logOf(container: string): Promise<string> {
  const { lastLines, tryExec } = await import("../tools/exec.ts");
  const { stdout, stderr } = await tryExec("docker", ["logs", "--tail", "5", container], { timeout: 10_000 });
  return lastLines(`${stdout}${stderr}`, 5);
}

const verbs = { create: "create", update: "change", replace: "replace", delete: "remove" } as const;
const doing = { create: "creating", update: "changing", replace: "replacing", delete: "removing" } as const;
const did = { create: "created", update: "changed", replace: "replaced", delete: "removed" } as const;

/** A change as a line: `replace  container  forgejo-forgejo-1  (envs, image)`. */
export function changeLine({ action, kind, name, fields }: Change): string {
  const why = fields.length > 0 ? `  (${fields.join(", ")})` : "";
  return `${verbs[action].padEnd(8)} ${kind.padEnd(10)} ${name}${why}`;
}

/** Tells each change as it goes, a line each. Images are told while they are pulled only. */
export const tellChange: OnChange = ({ action, kind, name }, done) => {
  if (kind === "image" && action === "create" && !done) return tell(`pulling ${name}`);
  if (kind === "image") return;
  const kept = kind === "volume" && action === "delete";
  if (kept) return done ? tell(`keeping volume ${name}`) : undefined;
  tell(`${(done ? did : doing)[action]} ${kind} ${name}`);
};
