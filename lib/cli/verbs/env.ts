import { delimiter } from "node:path";
import type { Command } from "commander";
import { which } from "../../system/which.ts";
import { streams, tell, writeData } from "../../terminal/streams.ts";
import type { PulumiTools } from "../../tools/pulumi-home.ts";
import { fileOption, withExamples } from "../options.ts";

interface EnvOptions {
  readonly file?: string;
}

/**
 * `homelab env`: makes a plain `pulumi` in the project's folder the one that `homelab up` runs, with its tools, state,
 * stack and passphrase. What it prints is for a POSIX shell's `eval`, and holds no secret.
 */
export function addEnv(program: Command): void {
  const command = program
    .command("env")
    .description("print what a shell needs for plain `pulumi up` in this folder, and select Pulumi's stack")
    .addOption(fileOption())
    .action(env);
  withExamples(command, [
    ["homelab env", "the lines, which hold no secret"],
    [evalLine, "have the shell take them; then: pulumi preview, pulumi up, pulumi destroy"],
  ]);
}

/** What to type for it. */
export const evalLine = 'eval "$(npx homelab env)"';

async function env({ file }: EnvOptions): Promise<void> {
  const [{ loadDefinition }, { Docker }, { claimStack }, { readStackSettings }, { openEngine }, { writePassphrase }] =
    await Promise.all([
      import("../../project/load.ts"),
      import("../../host/docker.ts"),
      import("../../apply/stack-owner.ts"),
      import("../../apply/stack-settings.ts"),
      import("../../apply/session.ts"),
      import("../../apply/passphrase.ts"),
    ]);
  const definition = await loadDefinition(file);
  const { root, homelab } = definition;
  const settings = readStackSettings(root, homelab.name);
  const config = await claimStack(definition, settings, loadDefinition);
  const docker = new Docker(settings.docker);
  const { tools, passphrase } = await openEngine({ root, stack: homelab.name, wanted: [], config, docker });
  const own = Object.fromEntries(Object.entries(tools.env).filter(([name]) => name !== "PATH"));
  const all = {
    ...own,
    ...(passphrase !== undefined && { PULUMI_CONFIG_PASSPHRASE_FILE: await writePassphrase(root, passphrase) }),
  };
  writeData(exportLines(all, missingFrom(process.env["PATH"] ?? "", tools)));
  if (streams().stdout.isTTY) tell(`to set this in your shell: ${evalLine}`);
}

/** The folders to be put in front of PATH; none where the same `pulumi` and its language host are found by it as it is. */
function missingFrom(path: string, { cli, bins }: PulumiTools): readonly string[] {
  const folders = path.split(delimiter);
  return which("pulumi") === cli && bins.every((bin) => folders.includes(bin)) ? [] : bins;
}

/** Variables as `export` lines for sh, bash and zsh, whatever is in them; `bins` in front of the shell's own PATH. */
export function exportLines(variables: Readonly<Record<string, string>>, bins: readonly string[]): string {
  const quoted = (value: string) => `'${value.replaceAll("'", `'\\''`)}'`;
  const lines = Object.entries(variables).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
  // The shell's own PATH, not this process's: npx has put folders of its own in front of that.
  const path = bins.length === 0 ? [] : [`export PATH=${quoted(bins.join(delimiter))}:"$PATH"\n`];
  return [...path, ...lines].join("");
}
