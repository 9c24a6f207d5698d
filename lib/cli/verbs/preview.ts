import type { Command } from "commander";
import type { Session } from "../../apply/session.ts";
import type { Problem } from "../../core/problem.ts";
import { formatProblems } from "../../terminal/problems.ts";
import { paintFor, tell, writeData, writeError } from "../../terminal/streams.ts";
import { fileOption, jsonOption, mirrorOption, withExamples } from "../options.ts";
import type { Explained } from "../terminal/explain.ts";
import { formatReport } from "../terminal/report.ts";

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
  const { openSession } = await import("../../apply/session.ts");
  const session = await openSession(options.file, options.mirror);
  const [kept, changes] = await Promise.all([session.keptVolumes(), explained(session)]);
  if (options.exitCode && changes.length > 0) process.exitCode = 3;
  const volumes = touched(changes);
  if (options.json)
    writeData(formatReport("preview", process.exitCode !== 3, kept, { changes, volumesTouched: volumes }));
  else await showChanges(changes, kept);
}

/** What `up` would change now, by Pulumi and by what only `docker` can tell. */
export async function explained({ model, engine, source, drift: inspect }: Session): Promise<Explained[]> {
  const [{ explain }, { unseenBy }] = await Promise.all([
    import("../terminal/explain.ts"),
    import("../../apply/session.ts"),
  ]);
  const drift = await inspect();
  return explain(await engine.preview(unseenBy(drift)), { model, source, drift });
}

/** The changes on standard output, and what becomes of the volumes; `kept` warns of those that stay as they were made. */
export async function showChanges(changes: readonly Explained[], kept: readonly Problem[]): Promise<void> {
  const { formatChanges } = await import("../terminal/explain.ts");
  writeData(formatChanges(changes.filter((change) => change.kind !== "image" || change.action === "create")));
  writeError(formatProblems(kept, paintFor(process.stderr)));
  if (changes.length === 0) return tell("no changes");
  const volumes = touched(changes);
  tell(`volumes touched: ${volumes.length === 0 ? "none" : volumes.join(", ")}`);
}

/** The volumes that are there and do not stay as they are in Pulumi's state; the data of each stays on the host. */
function touched(changes: readonly Explained[]): string[] {
  return changes
    .filter(({ kind, action }) => kind === "volume" && action !== "create" && action !== "adopt")
    .map(({ name }) => name);
}
