import { existsSync } from "node:fs";
import { join } from "node:path";
import automation from "@pulumi/pulumi/automation/index.js";
import SemVer from "semver/classes/semver.js";
import type { PulumiTools } from "../tools/pulumi-home.ts";
import type { Exec, StateSettings } from "./adoption/state.ts";
import { fixTornState } from "./adoption/torn-state.ts";
import { noProject } from "./failure.ts";

/** What opening Pulumi's stack takes. */
export interface StackOptions {
  /** The folder of Pulumi.yaml. */
  readonly root: string;
  /** Pulumi's stack: the homelab's name. Made where there is none. */
  readonly stack: string;
  /** The CLI's program and version, its Pulumi home, and the variables to run it with. */
  readonly tools: Pick<PulumiTools, "cli" | "version" | "home" | "env">;
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
  const options = { workDir: root, pulumiCommand: commandOf(tools), pulumiHome: tools.home, envVars };
  const opened = await automation.LocalWorkspace.createOrSelectStack({ stackName: stack, workDir: root }, options);
  for (const [name, value] of Object.entries(config)) await opened.setConfig(name, { value });
  // After each run the Automation API starts the CLI three times more, for outputs and a history that nobody reads here.
  opened.outputs = async () => ({});
  opened.info = async () => undefined;
  return { stack: opened, options, cli: tools.cli, root, exec };
}

/** Made without its own `get`, which asks the CLI for its version again, and knows none but those in a folder `bin`. */
function commandOf({ cli, version }: StackOptions["tools"]): automation.PulumiCommand {
  return Reflect.construct(automation.PulumiCommand, [cli, new SemVer(version)]);
}
