import type { Command } from "commander";
import type { Change } from "../targets/pulumi/index.ts";
import { fileOption, jsonOption, mirrorOption, withExamples } from "./options.ts";
import { printable } from "./printable.ts";
import { formatReport } from "./report.ts";
import { tell, writeData } from "./streams.ts";

interface PreviewOptions {
  readonly file?: string;
  readonly mirror?: string;
  readonly json?: boolean;
  readonly exitCode?: boolean;
}

/** `homelab preview`: what `up` would change, drift included. Exit code 0; with `--exit-code` 3 where there are changes. */
export function addPreview(program: Command): void {
  const command = program
    .command("preview")
    .description("tell what `up` would change on the Docker host, and why; changes nothing there")
    .addOption(fileOption())
    .addOption(mirrorOption())
    .option("--exit-code", "end with code 3 where there are changes")
    .addOption(jsonOption())
    .action(preview);
  withExamples(command, [
    ["homelab preview", "what would be created, changed, replaced, removed"],
    ["homelab preview --exit-code", "for CI: tell drift by the exit code"],
  ]);
}

async function preview(options: PreviewOptions): Promise<void> {
  const { openSession } = await import("./pulumi-engine.ts");
  const { engine } = await openSession(options.file, options.mirror);
  const changes = await engine.preview();
  if (options.exitCode && changes.length > 0) process.exitCode = 3;
  if (options.json) writeData(formatReport("preview", changes.length === 0 || !options.exitCode, [], { changes }));
  else await showChanges(changes);
}

/** The changes as a table on standard output, and what becomes of the volumes. */
export async function showChanges(changes: readonly Change[]): Promise<void> {
  const { changeLine } = await import("./pulumi-engine.ts");
  const shown = changes.filter((change) => change.kind !== "image" || change.action === "create");
  writeData(shown.map((change) => `${printable(changeLine(change))}\n`).join(""));
  if (changes.length === 0) return tell("no changes");
  const touched = changes.filter((change) => change.kind === "volume" && change.action !== "create");
  tell(`volumes changed or removed: ${touched.length === 0 ? "none" : touched.map((one) => one.name).join(", ")}`);
}
