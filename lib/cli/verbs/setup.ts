import type { Command } from "commander";
import { undisturbed } from "../../terminal/patience.ts";
import { formatProblems } from "../../terminal/problems.ts";
import { isInteractive, paintFor, streams, tell, writeData, writeError } from "../../terminal/streams.ts";
import { jsonOption, withExamples } from "../options.ts";
import { formatReport } from "../terminal/report.ts";
import { evalLine } from "./env.ts";

interface SetupOptions {
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `homelab setup`: finds or fetches what `up` runs: the Docker Engine, Compose, Pulumi and its provider. Safe to repeat. */
export function addSetup(program: Command): void {
  const command = program
    .command("setup")
    .description("find or fetch the tools that `up` needs: Docker, Compose, Pulumi and its Docker provider")
    .option("-y, --yes", "install Docker's packages without asking (Debian and Ubuntu, as root)")
    .addOption(jsonOption())
    .action(setup);
  withExamples(command, [
    ["homelab setup", "look for the tools, and fetch what is missing"],
    ["homelab setup --yes", "install Docker too where there is none"],
  ]);
}

async function setup(options: SetupOptions): Promise<void> {
  const [{ askDocker, ensureDocker }, { canInstallDocker }, { findCompose, oldCompose }, { pulumiTools }] =
    await Promise.all([
      import("../../tools/docker.ts"),
      import("../../tools/docker-install.ts"),
      import("../../tools/compose.ts"),
      import("../../tools/pulumi-home.ts"),
    ]);
  const progress = { onProgress: tell };
  const missing = "code" in (await askDocker());
  const install = missing && canInstallDocker() && (options.yes === true || (await agreed(options)));
  const docker = await ensureDocker({ ...progress, install });
  const compose = await findCompose(progress);
  const pulumi = await pulumiTools(progress);
  const tools = [
    { name: "docker", version: docker.version, place: docker.host },
    { name: "compose", version: compose.version, place: compose.command },
    { name: "pulumi", version: pulumi.version, place: pulumi.cli },
  ];
  const old = oldCompose(compose);
  const notes = old === undefined ? [] : [old];
  if (options.json) return writeData(formatReport("setup", true, notes, { tools }));
  for (const { name, version, place } of tools) writeData(`${name.padEnd(8)} ${version.padEnd(14)} ${place}\n`);
  writeError(formatProblems(notes, paintFor(streams().stderr)));
  tell(`ready for \`npx homelab preview\` and \`npx homelab up\`; for plain \`pulumi\` in this shell: ${evalLine}`);
}

async function agreed({ json }: SetupOptions): Promise<boolean> {
  if (json || !isInteractive()) return false;
  const { confirm } = await import("@clack/prompts");
  return (
    (await undisturbed(() =>
      confirm({ message: "There is no Docker here. Install this system's packages?", output: streams().stderr }),
    )) === true
  );
}
