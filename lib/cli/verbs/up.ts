import type { Command } from "commander";
import type { OnChange } from "../../apply/engine.ts";
import { type Problem, ProblemError } from "../../core/problem.ts";
import type { Drift } from "../../host/index.ts";
import { formatProblems } from "../../terminal/problems.ts";
import { isInteractive, paintFor, streams, tell, writeData, writeError } from "../../terminal/streams.ts";
import {
  adoptOption,
  fileOption,
  formerlyOption,
  jsonOption,
  mirrorOption,
  repeatable,
  withExamples,
} from "../options.ts";
import { agree } from "../terminal/agree.ts";
import { formatReport } from "../terminal/report.ts";
import { requireVolumes } from "../volume-names.ts";
import { explained, notesOf, orphanRemoval, showChanges } from "./preview.ts";

interface UpOptions {
  readonly file?: string;
  readonly mirror?: string;
  readonly stack?: readonly string[];
  readonly adopt?: readonly string[];
  readonly formerly?: string;
  readonly newHost?: boolean;
  readonly recreateVolume?: readonly string[];
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** `homelab up`: brings the Docker host to what the definition says. Images first, then what needs a change, in start order. */
export function addUp(program: Command): void {
  const command = program
    .command("up")
    .description("bring the homelab up on the Docker host, or to what the definition says by now")
    .addOption(fileOption())
    .addOption(mirrorOption())
    .option("--stack <name>", "bring up only this stack, and leave the others as they are; may be repeated", repeatable)
    .addOption(adoptOption())
    .addOption(formerlyOption())
    .option("--new-host", "bring it up on this Docker host, though it was applied to another; data does not move along")
    .option("--recreate-volume <name>", "create this volume empty, whose data is gone; may be repeated", repeatable)
    .option("-y, --yes", "do not show the changes first and ask")
    .addOption(jsonOption())
    .action(up);
  withExamples(command, [
    ["homelab up", "show the changes, ask, and apply them"],
    ["homelab up --yes", "apply them at once, as scripts do"],
  ]);
}

async function up(options: UpOptions): Promise<void> {
  const [{ openSession, unseenBy }, { lostVolume }, { removeOrphans }, { showing }] = await Promise.all([
    import("../../apply/session.ts"),
    import("../../host/lost-volumes.ts"),
    import("../../host/orphans.ts"),
    import("../terminal/live.ts"),
  ]);
  const session = await openSession(options.file, {
    ...{ mirror: options.mirror, stacks: options.stack, adopt: options.adopt, formerly: options.formerly },
    isNewHost: options.newHost ?? false,
  });
  const notes = await notesOf(session);
  const named = options.recreateVolume ?? [];
  requireVolumes(session.model, named);
  const lost = notes.lost.filter(({ name }) => !named.includes(name));
  if (lost.length > 0 && !isInteractive())
    throw new ProblemError(
      lost.map((one) => lostVolume(one, session.source, "error")),
      1,
    );
  if (!options.yes) {
    const handover: string[] = [];
    const changes = await explained(session, (line) => handover.push(line));
    await showChanges(changes, notes, handover);
    if (changes.length === 0) return;
  }
  for (const { name } of lost) {
    if (!(await agree(`The data of the volume ${name} is gone. Create it empty?`, false))) return;
  }
  if (!options.yes && !(await agree("Apply these changes?"))) return;
  await session.recordHost();
  const made: unknown[] = [];
  const before = await session.drift();
  await showing(session, (onChange) => {
    const note: OnChange = (change, done) => {
      if (done) made.push(change);
      onChange(change, done);
    };
    return session.engine.up(note, unseenBy(before)).catch(async (error: unknown) => {
      throw error instanceof ProblemError ? withLost(error, before, await session.drift()) : error;
    });
  });
  // What Pulumi knew is gone; what holds something that another one needs has been stopped before it.
  const orphans = (await session.orphans()).filter(({ isRemovable }) => isRemovable);
  await removeOrphans(orphans, session.docker);
  for (const orphan of orphans) {
    tell(`removed container ${orphan.name}, which the definition does not have any more`);
    made.push(orphanRemoval(orphan));
  }
  if (options.json) return writeData(formatReport("up", true, notes.kept, { changes: made }));
  if (options.yes) writeError(formatProblems(notes.kept, paintFor(streams().stderr)));
  tell(made.length === 0 ? "nothing to do" : options.stack ? `up: ${options.stack.join(", ")}` : "the homelab is up");
}

type Drifts = ReadonlyMap<string, readonly Drift[]>;

/** HL773: adds to a failed run's problems the containers that were there before it and are not now. */
function withLost({ problems, exitCode }: ProblemError, before: Drifts, after: Drifts): ProblemError {
  const isMissing = (drift: readonly Drift[] = []) => drift.some(({ kind }) => kind === "missing");
  const lost = [...after].filter(
    ([name, drift]) => isMissing(drift) && before.has(name) && !isMissing(before.get(name)),
  );
  const added = lost.map(
    ([name]): Problem => ({
      code: "HL773",
      level: "error",
      message: `the container ${name} was removed and is not back`,
      fix: "fix the other failures, and run `homelab up` again: it creates it",
    }),
  );
  return new ProblemError([...problems, ...added], exitCode);
}
