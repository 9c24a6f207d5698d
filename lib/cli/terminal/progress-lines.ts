import { printable } from "../../terminal/printable.ts";
import type { Paint } from "../../terminal/streams.ts";
import type { Expectations, Row } from "./progress.ts";

/** What printing rows takes. */
export interface Print {
  /** Milliseconds. */
  readonly now: number;
  readonly expected: Expectations;
  readonly paint: Paint;
}

/** How much room there is, in characters. */
export interface Room {
  readonly columns: number;
  readonly lines: number;
}

const titles = { container: "", network: "network ", volume: "volume " } as const;

/** All rows, a line each; escaped. */
export function rowLines(rows: readonly Row[], print: Print, columns = Number.POSITIVE_INFINITY): string[] {
  const names = rows.map(({ kind, name }) => `${titles[kind]}${printable(name)}`);
  const width = Math.max(0, ...names.map((name) => name.length));
  return rows.map((row, index) => {
    const line = `${(names[index] ?? "").padEnd(width)}  ${textOf(row, print)}`.slice(0, columns);
    return print.paint(styleOf(row), line);
  });
}

/** As much of the rows as there is room for: what goes on first, the rest as a count. */
export function fittingLines(rows: readonly Row[], print: Print, { columns, lines }: Room): string[] {
  if (rows.length <= lines) return rowLines(rows, print, columns);
  const busy = rows.filter(({ phase }) => phase !== "done" && phase !== "pulled");
  const shown = busy.slice(0, Math.max(0, lines - 1));
  const done = rows.filter(({ phase }) => phase === "done").length;
  const rest = `${done} done, ${rows.length - done - shown.length} more to do`;
  return [...rowLines(shown, print, columns), print.paint("dim", rest.slice(0, columns))];
}

const did = {
  create: "created",
  update: "changed",
  replace: "replaced",
  delete: "removed",
  adopt: "taken over",
} as const;

function textOf(row: Row, { now, expected }: Print): string {
  const { kind, name, phase, action, since, begun } = row;
  const { deadline, oneShot = false } = expected.get(name) ?? {};
  const seconds = (from: number, to: number) => `${Math.max(0, Math.floor((to - from) / 1000))} s`;
  switch (phase) {
    case "pulled":
      return "image is there, waits for its turn";
    case "waiting":
      return `waiting for healthy ${seconds(since, now)}${deadline === undefined ? "" : ` of at most ${deadline} s`}`;
    case "working":
      return `at its task ${seconds(since, now)}`;
    case "healthy":
    case "unhealthy":
    case "not done":
      return phase;
    case "done": {
      if (kind === "volume" && action === "delete") return "kept";
      const verb = action === undefined ? "done" : did[action];
      const made = kind === "container" && (action === "create" || action === "replace");
      const how = oneShot ? "its task done" : deadline === undefined ? "running" : "healthy";
      return `${verb}${made ? `, ${how}` : ""}${since - begun < 1000 ? "" : ` after ${seconds(begun, since)}`}`;
    }
    default:
      return `${phase} ${seconds(since, now)}`;
  }
}

function styleOf({ phase }: Row): Parameters<Paint>[0] {
  if (phase === "not done" || phase === "unhealthy") return "red";
  return phase === "done" || phase === "pulled" ? "dim" : "blue";
}
