import type { Command } from "commander";
import { type Problem, ProblemError } from "../../core/problem.ts";
import { isWithin, type Ledger, type LedgerEntry } from "../../model/index.ts";
import { locateProject, shortPath } from "../../project/locate.ts";
import { shellWord } from "../../system/shell-word.ts";
import { printable } from "../../terminal/printable.ts";
import { tell, writeData } from "../../terminal/streams.ts";
import { fileOption, jsonOption, withExamples } from "../options.ts";
import { agree } from "../terminal/agree.ts";
import { formatReport } from "../terminal/report.ts";

interface ForgetOptions {
  readonly file?: string;
  readonly vanished?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/**
 * `homelab forget`: takes volumes and secrets out of the names ledger, so that the definition need not have them any more.
 * It never touches data nor values. Exit code 0; 2 for a path that is not on record, or where nobody can be asked.
 */
export function addForget(program: Command): void {
  const command = program
    .command("forget")
    .description("take what the definition has no more out of the names ledger; data and secrets stay where they are")
    .argument(
      "[path...]",
      "the path of a volume or secret in stacks/homelab.lock; or of a construct: all below it that is gone",
    )
    .option("--vanished", "everything on record that is gone from the definition")
    .option("-y, --yes", "do not ask")
    .addOption(fileOption())
    .addOption(jsonOption())
    .action(forget);
  withExamples(command, [
    ["homelab forget files/app/data", "show what is forgotten, and ask"],
    ["homelab forget files git/forgejo", "all of a stack and of a component that are gone"],
    ["homelab forget --vanished --yes", "all that is gone, without asking, as in a script"],
  ]);
}

async function forget(paths: readonly string[], options: ForgetOptions): Promise<void> {
  const { ledgerPath, readLedger, writeLedger } = await import("../../project/ledger-file.ts");
  const project = locateProject(options.file);
  const ledger = readLedger(project);
  const chosen = await choose(ledger, paths, options);
  const forgotten = [...chosen].map(([path, entry]) => ({ path, ...entry, deletedBy: deletedBy(entry) }));
  for (const one of forgotten) tell(`${one.path} (${one.kind === "volume" ? one.class : "secret"}): ${one.place}`);
  if (forgotten.length === 0) tell("nothing on record is gone from the definition");
  else {
    const question = "Forget this? Data and secrets stay, and nothing here will report them any more.";
    if (!options.yes && !(await agree(question, false))) return;
    const left = new Map([...ledger.entries].filter(([path]) => !chosen.has(path)));
    await writeLedger(project, { ...ledger, entries: left });
  }
  if (options.json) return writeData(formatReport("forget", true, [], { forgotten }));
  for (const one of forgotten) {
    const what = one.kind === "volume" ? "its data" : "its value";
    writeData(`forgot ${one.path}; ${what}, where there is any, stays until: ${printable(one.deletedBy)}\n`);
  }
  if (forgotten.length > 0) tell(`${shortPath(ledgerPath(project))} is to be committed`);
}

/**
 * What is to be forgotten. An exact path is, whether the definition has it or not; of what stands below a construct, only
 * what is gone, so that no slip of the pen forgets what is in use.
 */
async function choose(
  { entries }: Ledger,
  paths: readonly string[],
  { file, vanished }: ForgetOptions,
): Promise<ReadonlyMap<string, LedgerEntry>> {
  if ((paths.length === 0) === !vanished) throw new ProblemError(usage());
  const isExact = (path: string) => entries.has(path);
  const gone = vanished || !paths.every(isExact) ? await goneFrom(file) : [];
  if (vanished) return new Map([...entries].filter(([path]) => gone.includes(path)));
  const below = (path: string) => gone.filter((one) => isWithin(one, path));
  const unknown = paths.filter((path) => !isExact(path) && below(path).length === 0);
  if (unknown.length > 0) throw new ProblemError(unknown.map((path) => notOnRecord(path, entries, gone)));
  const chosen = new Set(paths.flatMap((path) => (isExact(path) ? [path] : below(path))));
  return new Map([...entries].filter(([path]) => chosen.has(path)));
}

/** The paths on record that the definition has no more. @throws ProblemError where it does not build */
async function goneFrom(file: string | undefined): Promise<string[]> {
  const [{ loadDefinition }, { analyse }, { readLedger }] = await Promise.all([
    import("../../project/load.ts"),
    import("../../project/analyse.ts"),
    import("../../project/ledger-file.ts"),
  ]);
  const definition = await loadDefinition(file);
  const { ledger, built } = analyse(definition.homelab, { ledger: readLedger(definition) });
  if (ledger === undefined) throw new ProblemError(built);
  return ledger.vanished.map(({ path }) => path);
}

function notOnRecord(path: string, entries: Ledger["entries"], gone: readonly string[]): Problem {
  const there = [...entries.keys()].filter((one) => isWithin(one, path));
  if (there.length === 0) {
    return {
      code: "HL096",
      level: "error",
      message: `nothing at or below "${path}" is on record`,
      exists: [...entries.keys()],
      fix: "correct the path; where nothing is on record, nothing needs to be forgotten",
    };
  }
  return {
    code: "HL096",
    level: "error",
    message: `the definition still has all that is on record below "${path}"`,
    exists: gone,
    fix: `remove it from the definition first; to forget one all the same, give its whole path: \`homelab forget ${there[0]}\``,
  };
}

function usage(): Problem {
  return {
    code: "HL706",
    level: "error",
    message: "`forget` takes paths, or `--vanished` for everything that is gone from the definition",
    fix: "give one of the two",
  };
}

/** The command that deletes the data or the value, to be run by hand. */
function deletedBy({ kind, place }: LedgerEntry): string {
  if (kind === "secret") return `homelab secrets rm ${place}`;
  return `${place.startsWith("/") ? "rm -r" : "docker volume rm"} ${shellWord(place)}`;
}
