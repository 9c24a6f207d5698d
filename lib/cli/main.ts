import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { ProblemError } from "../core/problem.ts";
import { packageVersion } from "../project/package.ts";
import { takeKey } from "../secrets/key.ts";
import { endCode, endWith } from "../system/ending.ts";
import { shellWord } from "../system/shell-word.ts";
import { sweepTemporary } from "../system/temporary.ts";
import { watchSilence } from "../terminal/patience.ts";
import { printable, printableLines } from "../terminal/printable.ts";
import { countProblems, formatProblems } from "../terminal/problems.ts";
import { proposeWith } from "../terminal/proposed.ts";
import { hasWrittenData, paintFor, streams, writeData, writeError } from "../terminal/streams.ts";
import { enter, type Io } from "./io.ts";
import { formatReport } from "./terminal/report.ts";
import { addCheck } from "./verbs/check.ts";
import { addDemo } from "./verbs/demo.ts";
import { addDestroy } from "./verbs/destroy.ts";
import { addEnv } from "./verbs/env.ts";
import { addForget } from "./verbs/forget.ts";
import { addGraph } from "./verbs/graph.ts";
import { addImport } from "./verbs/import.ts";
import { addInit } from "./verbs/init.ts";
import { addPreview } from "./verbs/preview.ts";
import { addRender } from "./verbs/render.ts";
import { addSecrets } from "./verbs/secrets.ts";
import { addSetup } from "./verbs/setup.ts";
import { addStatus } from "./verbs/status.ts";
import { addUp } from "./verbs/up.ts";

/** Each adds one verb. A verb's action says by `endWith` where it ends with another code than 0, or throws. */
const verbs = [
  addInit,
  addImport,
  addRender,
  addCheck,
  addGraph,
  addPreview,
  addUp,
  addDestroy,
  addStatus,
  addForget,
  addSecrets,
  addSetup,
  addEnv,
  addDemo,
];

/** Those that may take long wherever they run; what the others write to a log or a script is what they found. */
const atTheHost = ["preview", "up", "destroy", "status", "setup", "demo"];

/** The verb that runs. */
let running: Command | undefined;

/**
 * Runs the command line. Problems go to standard error; nothing that goes wrong ends in a stack trace.
 *
 * @param io where it runs. Default: in this process's folder, with its variables and streams
 * @returns the exit code: 0 done, 1 failed, 2 the definition or the usage is wrong, 3 changes exist
 */
export async function main(args: readonly string[], io?: Io): Promise<number> {
  const leave = io && enter(io);
  try {
    return await run(args);
  } finally {
    leave?.();
  }
}

async function run(args: readonly string[]): Promise<number> {
  endWith(0);
  running = undefined;
  proposeWith(undefined);
  takeKey();
  sweepTemporary();
  let calm = () => {};
  const homelab = program().hook("preAction", (_, command) => {
    running = command;
    const { file } = command.opts<{ readonly file?: string }>();
    proposeWith(file && `--file ${shellWord(file)}`);
    calm = watchSilence(commandName(command), atTheHost.includes(command.name()));
  });
  try {
    await homelab.parseAsync(args, { from: "user" });
  } catch (error) {
    endWith(fail(error));
  } finally {
    calm();
  }
  return endCode();
}

function program(): Command {
  const homelab = new Command("homelab")
    .description("A homelab written once, in TypeScript: rendered to plain Compose files, applied by Pulumi.")
    .version(packageVersion(), "-V, --version", "print the version")
    .helpOption("-h, --help", "print what a command takes")
    .helpCommand(false)
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: writeData, writeErr: (text) => writeError(printableLines(text)) })
    .exitOverride()
    .addHelpText(
      "before",
      `Examples:
  homelab check                  tell everything that is wrong or risky in stacks/homelab.ts
  homelab render --secrets       write compose/<stack>/compose.yaml, and the .env beside it
  homelab secrets set NAME       store a secret, encrypted
`,
    );
  for (const add of verbs) add(homelab);
  for (const command of family(homelab))
    command.showHelpAfterError(`(\`${commandName(command)} --help\` shows what it takes)`);
  return homelab;
}

function family(command: Command): Command[] {
  return [command, ...command.commands.flatMap(family)];
}

function commandName(command: Command): string {
  return [...(command.parent ? [commandName(command.parent)] : []), command.name()].join(" ");
}

/** Tells what went wrong; as a report on standard output, where one was asked for. @returns the exit code */
function fail(error: unknown): number {
  // Commander has said what is wrong; asking for help or the version is code 0.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  if (error instanceof ProblemError) {
    // A report that is written already is not followed by a second one.
    if (running?.opts()["json"] && !hasWrittenData())
      writeData(formatReport(commandName(running).replace(/^homelab /, ""), false, error.problems));
    else writeError(`${formatProblems(error.problems, paintFor(streams().stderr))}${countProblems(error.problems)}\n`);
    return error.exitCode;
  }
  reportBug(error);
  return 1;
}

/**
 * Tells what failed beside the command's own course: a definition's own, where a line of it is known.
 * @returns the exit code
 */
export async function failLate(error: Error): Promise<number> {
  const [{ userFrame }, { definitionProblem }] = await Promise.all([
    import("../core/source.ts"),
    import("../project/definition-problem.ts"),
  ]);
  const place = userFrame(error.stack);
  return fail(place === undefined ? error : definitionProblem(error, place));
}

function reportBug(error: unknown): void {
  const trace = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const what = printable(error instanceof Error ? error.message : String(error));
  if (process.env["HOMELAB_DEBUG"] === "1") {
    writeError(`this is a bug in homelab-stacks: ${what}\n${printableLines(trace)}\n`);
    return;
  }
  let place = "HOMELAB_DEBUG=1 shows where";
  try {
    const file = join(mkdtempSync(join(tmpdir(), "homelab-bug-")), "trace.txt");
    writeFileSync(file, `homelab-stacks ${packageVersion()}, Node ${process.versions.node}\n${trace}\n`, {
      mode: 0o600,
    });
    place = `${file} says where; please report it`;
  } catch {
    // A machine without room for the file: the sentence has to do.
  }
  writeError(`this is a bug in homelab-stacks: ${what} (${place})\n`);
}
