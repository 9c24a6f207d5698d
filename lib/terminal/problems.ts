import type { Level } from "../codes/index.ts";
import type { Problem } from "../core/problem.ts";
import { nearNames } from "./near.ts";
import { printable } from "./printable.ts";
import { proposed } from "./proposed.ts";
import type { Paint } from "./streams.ts";

/** More names than this are not listed: the near ones are. */
const namesShown = 12;

const colour = { error: "red", warning: "yellow", advice: "blue" } as const;
const order: Readonly<Record<Level, number>> = { error: 0, warning: 1, advice: 2 };

/** Whether a problem of `level` is at least as grave as `least`. */
export function isAtLeast(level: Level, least: Level): boolean {
  return order[level] <= order[least];
}

/** Problems as text for people, grouped by stack, the gravest of each group first. Empty for none. Escaped. */
export function formatProblems(problems: readonly Problem[], paint: Paint): string {
  const groups = new Map<string, Problem[]>();
  for (const problem of problems) {
    const stack = problem.path?.split("/")[0] ?? "";
    const group = groups.get(stack);
    if (group) group.push(problem);
    else groups.set(stack, [problem]);
  }
  const titled = groups.size > 1 || !groups.has("");
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([stack, group]) => {
      const sorted = group
        .map((problem, index) => ({ problem, index }))
        .sort((a, b) => order[a.problem.level] - order[b.problem.level] || a.index - b.index);
      const title = titled ? `${paint("bold", stack === "" ? "The homelab" : printable(stack))}\n` : "";
      return title + sorted.map(({ problem }) => formatProblem(problem, paint)).join("");
    })
    .join("\n");
}

/** How many there are of each level: `2 errors, 1 warning`. */
export function countProblems(problems: readonly Problem[]): string {
  const counts = (["error", "warning", "advice"] as const).flatMap((level) => {
    const count = problems.filter((problem) => problem.level === level).length;
    if (count === 0) return [];
    return [
      `${count} ${level === "advice" ? "piece".concat(count === 1 ? "" : "s", " of advice") : level.concat(count === 1 ? "" : "s")}`,
    ];
  });
  return counts.length === 0 ? "no problems" : counts.join(", ");
}

function formatProblem({ code, level, path, source, message, exists, log = [], fix }: Problem, paint: Paint): string {
  const where = [path, source]
    .filter((part) => part !== undefined && part !== "")
    .map((part) => printable(String(part)));
  const lines = [
    `  ${paint(colour[level], `${level} ${code}`)}${where.length > 0 ? `  ${where.join("  ")}` : ""}`,
    `    ${printable(message)}`,
    ...existing(message, exists).map((line) => `    ${printable(line)}`),
    ...(log.length === 0 ? [] : ["    its log ends:", ...log.map((line) => `      ${printable(line)}`)]),
    `    ${paint("dim", "fix:")} ${printable(proposed({ fix }).fix)}`,
  ];
  return `${lines.join("\n")}\n`;
}

/** What exists instead. The word that the message quotes is the one that was not found. */
function existing(message: string, exists: readonly string[] | undefined): string[] {
  if (exists === undefined || exists.length === 0) return [];
  const quoted = [...message.matchAll(/["`]([^"`]+)["`]/g)].map((match) => match[1] ?? "");
  const near = quoted.flatMap((word) => (exists.includes(word) ? [] : nearNames(word, exists)));
  const [first] = near;
  const more = exists.length > namesShown ? `, and ${exists.length - namesShown} more` : "";
  const list = `exists: ${exists.slice(0, namesShown).join(", ")}${more}`;
  return first === undefined ? [list] : [`did you mean "${first}"?`, list];
}
