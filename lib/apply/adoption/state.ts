import automation, { type LocalWorkspaceOptions, type Stack } from "@pulumi/pulumi/automation/index.js";
import { ProblemError } from "../../core/problem.ts";
import { type Environment, pulumiVariables } from "../../system/environment.ts";
import { temporaryFolder } from "../../system/temporary.ts";
import { isStaleLock } from "../dead-lock.ts";
import { failure, lastError, locked } from "../failure.ts";
import type { Deployment } from "./adopt.ts";

/** Runs a program to its end, whatever that is. */
export type Exec = (
  command: string,
  args: readonly string[],
  options: { readonly cwd: string; readonly env: Environment; readonly input: string },
) => Promise<{ readonly code: number; readonly stdout: string; readonly stderr: string }>;

/** What reaching a stack's state takes. */
export interface StateSettings {
  readonly stack: Stack;
  /** What the stack was opened with. */
  readonly options: LocalWorkspaceOptions;
  /** The Pulumi CLI's program. */
  readonly cli: string;
  /** The folder of Pulumi.yaml. */
  readonly root: string;
  readonly exec: Exec;
}

/** The state, its secrets in the open. */
export async function readState(stack: Stack): Promise<Deployment> {
  const { deployment } = await stack.exportStack();
  return (deployment as Deployment | null) ?? {};
}

/** The ids of all that a state has: the engine's; of a volume, its name. */
export function idsOf({ resources = [] }: Deployment): ReadonlySet<string> {
  return new Set(resources.flatMap(({ id }) => id ?? []));
}

/**
 * Writes the state; Pulumi encrypts what is marked as secret. By standard input: in the files by which Pulumi's own
 * library does it, others could read the secrets.
 *
 * @throws ProblemError HL743 where another run holds the state, HL742 where Pulumi refuses it
 */
export async function writeState(settings: StateSettings, state: Deployment): Promise<void> {
  const { stack, options, cli, root, exec } = settings;
  const deployment = { ...state, secrets_providers: state.secrets_providers ?? (await newSecrets(stack)) };
  const run = () =>
    exec(cli, ["stack", "import", "--stack", stack.name, "--non-interactive"], {
      cwd: root,
      env: { ...pulumiVariables(), ...options.envVars },
      input: JSON.stringify({ version: 3, deployment }),
    });
  let { code, stderr } = await run();
  if (code !== 0 && isStaleLock(stderr)) {
    await stack.cancel();
    ({ code, stderr } = await run());
  }
  if (code === 0) return;
  throw new ProblemError(stderr.includes("currently locked") ? locked() : failure(lastError(stderr)), 1);
}

/** How the secrets of a state that is still empty are encrypted: by the passphrase, with the salt of the stack's settings. */
async function newSecrets(stack: Stack): Promise<unknown> {
  const { encryptionSalt } = await stack.workspace.stackSettings(stack.name);
  if (encryptionSalt !== undefined) return { type: "passphrase", state: { salt: encryptionSalt } };
  const message = "the homelab's containers cannot be taken over into a state that is empty and has no passphrase";
  const fix = "remove them by `docker compose down`, which keeps the volumes: `homelab up` creates them again";
  throw new ProblemError({ code: "HL742", level: "error", message, fix }, 1);
}

/** Does work on the same stack with another state, which is gone afterwards. The stack's own stays as it is. */
export async function withState<T>(
  settings: StateSettings,
  state: Deployment,
  work: (stack: Stack) => Promise<T>,
): Promise<T> {
  const { path: folder, remove } = temporaryFolder("state");
  try {
    const options = {
      ...settings.options,
      envVars: { ...settings.options.envVars, PULUMI_BACKEND_URL: `file://${folder}` },
    };
    const stack = await automation.LocalWorkspace.createStack(
      { stackName: settings.stack.name, workDir: settings.root },
      options,
    );
    await writeState({ ...settings, stack, options }, state);
    return await work(stack);
  } finally {
    remove();
  }
}
