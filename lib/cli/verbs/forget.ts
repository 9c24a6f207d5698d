import type { Command } from "commander";
import { ProblemError } from "../../core/problem.ts";
import type { LedgerEntry } from "../../model/index.ts";
import { locateProject, shortPath } from "../../project/locate.ts";
import { tell, writeData } from "../../terminal/streams.ts";
import { fileOption, jsonOption, withExamples } from "../options.ts";
import { agree } from "../terminal/agree.ts";
import { formatReport } from "../terminal/report.ts";

interface ForgetOptions {
  readonly file?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/**
 * `homelab forget`: takes volumes out of the names ledger, so that the definition need not have them any more. It never
 * touches data. Exit code 0; 2 for a path that is not on record, or where nobody can be asked.
 */
export function addForget(program: Command): void {
  const command = program
    .command("forget")
    .description("take a volume that the definition has no more out of the names ledger; its data stays where it is")
    .argument("<path...>", "the volume's construct path, as it stands in stacks/homelab.lock")
    .option("-y, --yes", "do not ask")
    .addOption(fileOption())
    .addOption(jsonOption())
    .action(forget);
  withExamples(command, [
    ["homelab forget files/app/data", "show what is forgotten, and ask"],
    ["homelab forget files/app/data --yes", "without asking, as in a script"],
  ]);
}

async function forget(paths: readonly string[], options: ForgetOptions): Promise<void> {
  const [{ formatLedger, ledgerPath, readLedger }, { writeAtomic }] = await Promise.all([
    import("../../project/ledger-file.ts"),
    import("../../system/atomic.ts"),
  ]);
  const project = locateProject(options.file);
  const ledger = readLedger(project);
  const found = paths.map((path) => ({ path, entry: ledger.get(path) }));
  const exists = [...ledger.keys()];
  const unknown = found.filter(({ entry }) => entry === undefined);
  if (unknown.length > 0) {
    throw new ProblemError(
      unknown.map(({ path }) => ({
        code: "HL096",
        level: "error",
        message: `no volume "${path}" is on record`,
        exists,
        fix: "correct the path; where nothing is on record, nothing needs to be forgotten",
      })),
    );
  }
  const forgotten = found.flatMap(({ path, entry }) =>
    entry ? [{ path, ...entry, deletedBy: deletedBy(entry) }] : [],
  );
  for (const one of forgotten) tell(`${one.path} (${one.class}): ${one.place}`);
  if (!options.yes && !(await agree("Forget this? The data stays, and nothing here will speak of it any more.")))
    return;
  const left = new Map([...ledger].filter(([path]) => !paths.includes(path)));
  await writeAtomic(ledgerPath(project), formatLedger(left), { mode: 0o644 });
  if (options.json) return writeData(formatReport("forget", true, [], { forgotten }));
  for (const one of forgotten) writeData(`forgot ${one.path}; its data is still there, until: ${one.deletedBy}\n`);
  tell(`${shortPath(ledgerPath(project))} is to be committed`);
}

/** The command that deletes the data, to be run by hand on the Docker host. */
function deletedBy({ place }: LedgerEntry): string {
  const quoted = /^[\w./-]+$/.test(place) ? place : `'${place.replaceAll("'", "'\\''")}'`;
  return place.startsWith("/") ? `rm -r ${quoted}` : `docker volume rm ${quoted}`;
}
