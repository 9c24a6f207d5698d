import type { Command } from "commander";
import type { Session } from "../../apply/session.ts";
import type { Problem } from "../../core/problem.ts";
import type { Orphan } from "../../host/orphans.ts";
import { endCode, endWith } from "../../system/ending.ts";
import { formatProblems } from "../../terminal/problems.ts";
import { paintFor, tell, writeData, writeError } from "../../terminal/streams.ts";
import { fileOption, jsonOption, mirrorOption, repeatable, withExamples } from "../options.ts";
import type { Explained } from "../terminal/explain.ts";
import { formatReport } from "../terminal/report.ts";

interface PreviewOptions {
  readonly file?: string;
  readonly mirror?: string;
  readonly stack?: readonly string[];
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
    .option("--stack <name>", "only what `up --stack` would change; may be repeated", repeatable)
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
  const session = await openSession(options.file, { mirror: options.mirror, stacks: options.stack });
  const handover: string[] = [];
  const [volumesKept, orphans, changes] = await Promise.all([
    session.keptVolumes(),
    session.orphans(),
    explained(session, (line) => handover.push(line)),
  ]);
  const kept = [...volumesKept, ...keptOrphans(orphans)];
  if (options.exitCode && changes.length > 0) endWith(3);
  const volumes = touched(changes);
  if (options.json)
    writeData(formatReport("preview", endCode() !== 3, kept, { changes, handover, volumesTouched: volumes }));
  else await showChanges(changes, kept, handover);
}

/**
 * What `up` would change now, by Pulumi and by what only `docker` can tell.
 *
 * @param onHandover hears in plain words what stops before what starts, a line each
 */
export async function explained(
  { model, engine, source, drift: inspect, orphans }: Session,
  onHandover: (line: string) => void,
): Promise<Explained[]> {
  const [{ explain }, { unseenBy }] = await Promise.all([
    import("../terminal/explain.ts"),
    import("../../apply/session.ts"),
  ]);
  const drift = await inspect();
  const changes = explain(await engine.preview(unseenBy(drift), onHandover), { model, source, drift });
  const removed = new Set(changes.filter(({ action }) => action === "delete").map(({ name }) => name));
  const more = (await orphans()).filter(({ name, isRemovable }) => isRemovable && !removed.has(name));
  return [...changes, ...more.map(orphanRemoval)];
}

/** The removal of a container that Pulumi does not know, as a change. */
export function orphanRemoval({ name, grace, volumes }: Orphan): Explained {
  const because = [`the definition does not have it any more; it has ${grace} s to stop, then it is removed`];
  return {
    action: "delete",
    kind: "container",
    name,
    fields: [],
    values: [],
    urn: "",
    because,
    dependents: [],
    volumes,
  };
}

/** HL755: what carries the homelab's name and is not removed, since another folder's homelab of this name may have made it. */
export function keptOrphans(orphans: readonly Orphan[]): Problem[] {
  return orphans
    .filter(({ isRemovable }) => !isRemovable)
    .map(({ name, stack }) => ({
      code: "HL755",
      level: "warning",
      message: `the container ${name} carries this homelab's name, and neither the definition nor this folder has its stack "${stack}"; it is left alone`,
      fix: `if nobody needs it any more: \`docker compose --project-name ${stack} down\`, which keeps its volumes`,
    }));
}

/** The handover and the changes on standard output, and what becomes of the volumes; `kept` warns of those that stay as they were made. */
export async function showChanges(
  changes: readonly Explained[],
  kept: readonly Problem[],
  handover: readonly string[],
): Promise<void> {
  const [{ formatChanges }, { printable }] = await Promise.all([
    import("../terminal/explain.ts"),
    import("../../terminal/printable.ts"),
  ]);
  writeData(handover.map((line) => `${printable(line)}\n`).join(""));
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
