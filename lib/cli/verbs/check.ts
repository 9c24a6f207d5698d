import { type Command, Option } from "commander";
import type { Level, Rule } from "../../codes/index.ts";
import { type Problem, ProblemError } from "../../core/problem.ts";
import type { Acknowledged } from "../../policy/index.ts";
import type { Analysis } from "../../project/analyse.ts";
import { endWith } from "../../system/ending.ts";
import { printable } from "../../terminal/printable.ts";
import { countProblems, formatProblems, isAtLeast } from "../../terminal/problems.ts";
import { paintFor, streams, writeData } from "../../terminal/streams.ts";
import { fileOption, jsonOption, withExamples } from "../options.ts";
import { formatReport } from "../terminal/report.ts";

interface CheckOptions {
  readonly file?: string;
  readonly json?: boolean;
  readonly sarif?: boolean;
  readonly explain?: string;
  readonly types: boolean;
  readonly failOn: Level;
}

type Findings = Omit<Analysis, "model" | "ledger">;

/**
 * `homelab check`: everything that is wrong or risky, at once. Exit code 0, 1 with a finding at or above `--fail-on`, 2 if
 * the definition does not build.
 */
export function addCheck(program: Command): void {
  const command = program
    .command("check")
    .description("tell everything that is wrong or risky in the definition, and how to fix it; changes nothing")
    .addOption(fileOption())
    .addOption(
      new Option("--fail-on <level>", "end with code 1 where something at or above this level is found")
        .choices(["error", "warning", "advice"])
        .default("error"),
    )
    .addOption(jsonOption().conflicts("sarif"))
    .option("--sarif", "write the findings as SARIF 2.1.0 to standard output, for code scanning")
    .option("--no-types", "leave out what the project's own TypeScript says")
    .option("--explain <code>", "say what a code such as HL012 is about; needs no definition")
    .action(check);
  withExamples(command, [
    ["homelab check", "everything, grouped by stack"],
    ["homelab check --fail-on warning", "for CI: fail on warnings too"],
    ["homelab check --explain HL012", "what a code is about"],
  ]);
}

async function check(options: CheckOptions): Promise<void> {
  if (options.explain !== undefined) return await explain(options.explain);
  const types = options.types ? typesOf(options.file) : Promise.resolve([]);
  const findings = await gather(options.file).catch(async (error: unknown): Promise<Findings> => {
    if (!(error instanceof ProblemError)) throw error;
    // A report tells of a definition that does not load, too.
    if (options.json || options.sarif) return { built: error.problems, found: [], acknowledged: [] };
    throw new ProblemError([...(await types), ...error.problems], error.exitCode);
  });
  const { built, acknowledged } = findings;
  const found = [...(await types), ...findings.found];
  const problems = [...built, ...found];
  const code = built.some(({ level }) => level === "error")
    ? 2
    : problems.some(({ level }) => isAtLeast(level, options.failOn))
      ? 1
      : 0;
  endWith(code);
  if (options.json) writeData(formatReport("check", code === 0, problems, { acknowledged }));
  else if (options.sarif) {
    const [{ formatSarif }, { everyRule }] = await Promise.all([
      import("../terminal/sarif.ts"),
      import("../../policy/every-rule.ts"),
    ]);
    writeData(formatSarif(problems, acknowledged, everyRule));
  } else writeData(asText(problems, acknowledged));
}

/** While the definition is loaded. Where there is none, its loading says so. */
async function typesOf(file: string | undefined): Promise<readonly Problem[]> {
  const [{ locateProject }, { typeErrors }] = await Promise.all([
    import("../../project/locate.ts"),
    import("../../project/types.ts"),
  ]);
  try {
    return await typeErrors(locateProject(file));
  } catch (error) {
    if (error instanceof ProblemError) return [];
    throw error;
  }
}

async function gather(file: string | undefined): Promise<Findings> {
  const [{ loadDefinition }, { analyseAsking }, { readerFindings }] = await Promise.all([
    import("../../project/load.ts"),
    import("../../apply/what-is-there.ts"),
    import("../secrets/readers.ts"),
  ]);
  const definition = await loadDefinition(file);
  const analysis = await analyseAsking(definition);
  return { ...analysis, found: [...analysis.found, ...(await readerFindings(definition.root))] };
}

function asText(problems: readonly Problem[], acknowledged: readonly Acknowledged[]): string {
  const paint = paintFor(streams().stdout);
  const accepted = acknowledged.map(({ code, path, message, reason }) =>
    paint(
      "dim",
      `  ${code}  ${[path, message]
        .filter(Boolean)
        .map((part) => printable(String(part)))
        .join("  ")}\n    because: ${printable(reason)}`,
    ),
  );
  return [
    formatProblems(problems, paint),
    ...(accepted.length > 0 ? [`${paint("bold", "Acknowledged")}\n${accepted.join("\n")}\n`] : []),
    `${countProblems(problems)}${accepted.length > 0 ? `, ${accepted.length} acknowledged` : ""}\n`,
  ]
    .filter((part) => part !== "")
    .join("\n");
}

async function explain(code: string): Promise<void> {
  const { everyRule } = await import("../../policy/every-rule.ts");
  const rules: readonly (Rule & { readonly reference?: string })[] = everyRule;
  const rule = rules.find((one) => one.code === code.toUpperCase());
  if (rule === undefined) {
    throw new ProblemError({
      code: "HL706",
      level: "error",
      message: `there is no code ${JSON.stringify(code)}`,
      exists: rules.map((one) => one.code),
      fix: "correct the code: `HL` and three digits, as it stands in a problem",
    });
  }
  const paint = paintFor(streams().stdout);
  const lines = [`${paint("bold", rule.code)}  ${rule.title} (${rule.level})`, "", rule.why, "", `fix: ${rule.fix}`];
  if (rule.reference !== undefined) lines.push(`reference: ${rule.reference}`);
  writeData(`${lines.join("\n")}\n`);
}
