import type { Problem } from "../../core/problem.ts";
import { proposed } from "../../terminal/proposed.ts";

/** The version of what `--json` writes. It changes only when a field changes its meaning or goes. */
export const reportVersion = 2;

/** What every verb that reports writes with `--json`: one object, with the verb's own fields beside these. */
export interface Report {
  readonly version: typeof reportVersion;
  readonly command: string;
  /** Whether the exit code is 0. */
  readonly ok: boolean;
  readonly problems: readonly Problem[];
}

/** The text of a `--json` report. JSON escapes control characters; what turns or hides text is escaped as well. */
export function formatReport(
  command: string,
  ok: boolean,
  problems: readonly Problem[],
  own: Readonly<Record<string, unknown>> = {},
): string {
  const report: Report = { version: reportVersion, command, ok, ...own, problems: problems.map(proposed) };
  return `${toJson(report)}\n`;
}

/** JSON in which every control, format and separator character stands as `\uXXXX`. */
export function toJson(value: unknown): string {
  return JSON.stringify(value, undefined, 2).replace(/[\u007f-\u009f\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    [...character]
      .flatMap((one) => Array.from({ length: one.length }, (_, index) => one.charCodeAt(index)))
      .map((unit) => `\\u${unit.toString(16).padStart(4, "0")}`)
      .join(""),
  );
}
