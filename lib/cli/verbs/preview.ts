import type { Command } from "commander";
import type { Session } from "../../apply/session.ts";
import type { Problem } from "../../core/problem.ts";
import type { Orphan } from "../../host/orphans.ts";
import type { VolumeModel } from "../../model/index.ts";
import { endCode, endWith } from "../../system/ending.ts";
import { formatProblems } from "../../terminal/problems.ts";
import { paintFor, streams, tell, writeData, writeError } from "../../terminal/streams.ts";
import {
  adoptOption,
  fileOption,
  formerlyOption,
  jsonOption,
  mirrorOption,
  repeatable,
  withExamples,
} from "../options.ts";
import type { Explained } from "../terminal/explain.ts";
import { formatReport } from "../terminal/report.ts";

interface PreviewOptions {
  readonly file?: string;
  readonly mirror?: string;
  readonly stack?: readonly string[];
  readonly adopt?: readonly string[];
  readonly formerly?: string;
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
    .addOption(adoptOption())
    .addOption(formerlyOption())
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
  const session = await openSession(options.file, {
    ...{ mirror: options.mirror, stacks: options.stack, adopt: options.adopt, formerly: options.formerly },
  });
  const handover: string[] = [];
  const [notes, changes] = await Promise.all([notesOf(session), explained(session, (line) => handover.push(line))]);
  if (options.exitCode && changes.length > 0) endWith(3);
  if (options.json) {
    const volumesTouched = touched(changes, notes.lost);
    writeData(
      formatReport("preview", endCode() !== 3, [...notes.kept, ...notes.gone], { changes, handover, volumesTouched }),
    );
  } else await showChanges(changes, notes, handover);
}

/** What a run warns of, whatever it changes. */
export interface Notes {
  /** About volumes that stay as they were made, and containers that are left alone. */
  readonly kept: readonly Problem[];
  /** The volumes whose data is gone, and a warning for each. */
  readonly lost: readonly VolumeModel[];
  readonly gone: readonly Problem[];
}

export async function notesOf({ keptVolumes, lostVolumes, orphans, source }: Session): Promise<Notes> {
  const [kept, lost, left, { lostVolume }] = await Promise.all([
    keptVolumes(),
    lostVolumes(),
    orphans(),
    import("../../host/lost-volumes.ts"),
  ]);
  const gone = lost.map((one) => lostVolume(one, source, "warning"));
  return { kept: [...kept, ...keptOrphans(left)], lost, gone };
}

/**
 * What `up` would change now, by Pulumi and by what only `docker` can tell.
 *
 * @param onHandover hears in plain words what stops before what starts, a line each
 */
export async function explained(
  { model, engine, source, drift: inspect, orphans, withVariables }: Session,
  onHandover: (line: string) => void,
): Promise<Explained[]> {
  const [{ explain }, { unseenBy }] = await Promise.all([
    import("../terminal/explain.ts"),
    import("../../apply/session.ts"),
  ]);
  const drift = await inspect();
  const changes = explain(await withVariables(await engine.preview(unseenBy(drift), onHandover)), {
    model,
    source,
    drift,
  });
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

/** HL755: what is left alone: another folder's homelab of this name may have made it, or it was added by hand to rendered files. */
function keptOrphans(orphans: readonly Orphan[]): Problem[] {
  return orphans
    .filter(({ isRemovable }) => !isRemovable)
    .map(({ name, stack, isLabelled }) => ({
      ...{ code: "HL755", level: "warning" },
      message: isLabelled
        ? `the container ${name} carries this homelab's name, and neither the definition nor this folder has its stack "${stack}"; it is left alone`
        : `the container ${name} was brought up from this homelab's rendered files, and the definition does not have it; it carries no homelab's name, so it is left alone`,
      fix: isLabelled
        ? `if nobody needs it any more: \`docker compose --project-name ${stack} down\`, which keeps its volumes`
        : `if nobody needs it any more: \`docker rm --force ${name}\`, which keeps its volumes`,
    }));
}

/** The handover and the changes on standard output; the warnings, and what becomes of the volumes, on standard error. */
export async function showChanges(
  changes: readonly Explained[],
  { kept, lost, gone }: Notes,
  handover: readonly string[],
): Promise<void> {
  const [{ formatChanges }, { printable }] = await Promise.all([
    import("../terminal/explain.ts"),
    import("../../terminal/printable.ts"),
  ]);
  writeData(handover.map((line) => `${printable(line)}\n`).join(""));
  writeData(formatChanges(changes.filter((change) => change.kind !== "image" || change.action === "create")));
  writeError(formatProblems([...kept, ...gone], paintFor(streams().stderr)));
  if (changes.length === 0) return tell("no changes");
  const volumes = touched(changes, lost);
  tell(`volumes touched: ${volumes.length === 0 ? "none" : volumes.join(", ")}`);
}

/** The volumes that do not stay as they are in Pulumi's state. The data of those that are on the host stays there. */
function touched(changes: readonly Explained[], lost: readonly VolumeModel[]): string[] {
  const isChanged = ({ action, name }: Explained) =>
    action === "create" ? lost.some((one) => one.name === name) : action !== "adopt";
  return changes.filter((change) => change.kind === "volume" && isChanged(change)).map(({ name }) => name);
}
