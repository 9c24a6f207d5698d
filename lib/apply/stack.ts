import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import automation from "@pulumi/pulumi/automation/index.js";
import type { Exec, StateSettings } from "./adoption/state.ts";
import { fixTornState } from "./adoption/torn-state.ts";
import { noProject } from "./failure.ts";

/** What opening Pulumi's stack takes. */
export interface StackOptions {
  /** The folder of Pulumi.yaml. */
  readonly root: string;
  /** Pulumi's stack: the homelab's name. Made where there is none. */
  readonly stack: string;
  /** The CLI's program, its Pulumi home, and the variables to run it with. */
  readonly tools: { readonly cli: string; readonly home: string; readonly env: Readonly<Record<string, string>> };
  /** What the state's secrets are encrypted with; nothing where the environment itself has Pulumi's variables for it. */
  readonly passphrase: string | undefined;
  /** Settings of the project to be kept in `Pulumi.<stack>.yaml`, where a plain `pulumi` finds them too. */
  readonly config?: Readonly<Record<string, string>>;
  readonly exec: Exec;
}

/** Makes and selects the stack, as a plain `pulumi` in the project's folder then has it too. @throws ProblemError HL740 without a Pulumi.yaml */
export async function openStack({
  root,
  stack,
  tools,
  passphrase,
  config = {},
  exec,
}: StackOptions): Promise<StateSettings> {
  if (!existsSync(join(root, "Pulumi.yaml"))) throw noProject(root);
  await fixTornState(root);
  const envVars = { ...tools.env, ...(passphrase !== undefined && { PULUMI_CONFIG_PASSPHRASE: passphrase }) };
  const options = { workDir: root, pulumiCommand: await commandOf(tools.cli), pulumiHome: tools.home, envVars };
  const opened = await automation.LocalWorkspace.createOrSelectStack({ stackName: stack, workDir: root }, options);
  for (const [name, value] of Object.entries(config)) await opened.setConfig(name, { value });
  // After each run the Automation API starts the CLI three times more, for outputs and a history that nobody reads here.
  opened.outputs = async () => ({});
  opened.info = async () => undefined;
  return { stack: opened, options, cli: tools.cli, root, exec };
}

/** Pulumi's own class knows a CLI in a folder `bin`; in another (a version manager's shims) it is found by `PATH`. */
async function commandOf(cli: string): Promise<automation.PulumiCommand> {
  const folder = dirname(cli);
  return await automation.PulumiCommand.get(basename(folder) === "bin" ? { root: dirname(folder) } : undefined);
}
