import { lstatSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { ProblemError } from "../core/problem.ts";
import type { HomelabModel, Ledger, LedgerEntry } from "../model/index.ts";
import { reason, writeAtomic } from "../system/atomic.ts";
import type { Analysis } from "./analyse.ts";
import { type Project, shortPath } from "./locate.ts";

// The names ledger on disk: `stacks/homelab.lock`, beside `stacks/homelab.ts`, committed with it.

const about =
  "The volumes of the homelab, and the names that keep their data. Written by `homelab render` and `homelab up`: commit it. " +
  "`homelab forget PATH` takes one out.";

/** Where the ledger of a project lies: beside the definition, under its name. */
export function ledgerPath({ file }: Pick<Project, "file">): string {
  return join(dirname(file), `${basename(file).replace(/\.[^.]+$/, "")}.lock`);
}

/**
 * The ledger of a project; empty where there is none yet.
 * @throws ProblemError HL095 if it is damaged or cannot be read: without it, data could be taken for new.
 */
export function readLedger(project: Pick<Project, "file">): Ledger {
  const path = ledgerPath(project);
  const text = ledgerText(path);
  return text === undefined ? new Map() : parseLedger(text, path);
}

/**
 * The ledger's new text, where it differs from what is on disk.
 * @param stacks where only some stacks were rendered, their names: new volumes of the others are not recorded yet
 */
export function ledgerChange(
  project: Pick<Project, "file">,
  { model, ledger }: Analysis,
  stacks?: readonly string[],
): { readonly path: string; readonly content: string } | undefined {
  if (ledger === undefined) return undefined;
  const path = ledgerPath(project);
  const before = readLedger(project);
  const content = formatLedger(stacks === undefined ? ledger.ledger : partly(ledger.ledger, before, model, stacks));
  const found = ledgerText(path);
  // A homelab without volumes needs no file.
  if (content === found || (found === undefined && content === formatLedger(new Map()))) return undefined;
  return { path, content };
}

/**
 * Writes the ledger as an analysis has it, whole or not at all; nothing where it is so already. To be called by `up` before
 * it applies: a volume that is on record and was never made is harmless, one that was made and is not on record is not.
 * @throws ProblemError HL814 (exit code 1) where it cannot be written; it is then as it was.
 */
export async function recordLedger(project: Pick<Project, "file">, analysis: Analysis): Promise<void> {
  const change = ledgerChange(project, analysis);
  if (change) await writeAtomic(change.path, change.content, { mode: 0o644 });
}

/** The ledger's text: sorted, one line a volume, the same bytes on every machine. */
export function formatLedger(ledger: Ledger): string {
  const lines = [...ledger]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([path, { class: kind, place, insteadOf }]) => {
      const entry = { class: kind, place, ...(insteadOf !== undefined && { insteadOf }) };
      return `    ${JSON.stringify(path)}: ${JSON.stringify(entry)}`;
    });
  const volumes = lines.length === 0 ? "{}" : `{\n${lines.join(",\n")}\n  }`;
  return `{\n  "about": ${JSON.stringify(about)},\n  "version": 1,\n  "volumes": ${volumes}\n}\n`;
}

function partly(after: Ledger, before: Ledger, model: HomelabModel, stacks: readonly string[]): Ledger {
  const rendered = new Set(
    model.stacks.filter(({ name }) => stacks.includes(name)).flatMap(({ volumes }) => volumes.map(({ path }) => path)),
  );
  const places = new Set([...before.values()].map(({ place }) => place));
  // What was on record stays so, moved or not: its name is that of before.
  return new Map([...after].filter(([path, { place }]) => rendered.has(path) || before.has(path) || places.has(place)));
}

function ledgerText(path: string): string | undefined {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return undefined;
    if (!stat.isFile()) throw damaged(path, "it is not a plain file");
    return readFileSync(path, "utf8");
  } catch (error) {
    throw error instanceof ProblemError ? error : damaged(path, `it cannot be read: ${reason(error)}`);
  }
}

function parseLedger(text: string, path: string): Ledger {
  if (/^(<{7}|={7}|>{7})/m.test(text)) throw damaged(path, "it has the marks of a merge in it");
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    throw damaged(path, "it is not JSON");
  }
  if (!isRecord(data) || data["version"] !== 1 || !isRecord(data["volumes"]))
    throw damaged(path, "it does not list volumes as version 1 does");
  const wrong = Object.entries(data["volumes"]).find(([one, entry]) => !isPath.test(one) || !isEntry(entry));
  if (wrong) throw damaged(path, `what it says of ${JSON.stringify(wrong[0])} is not readable`);
  return new Map(Object.entries(data["volumes"]) as [string, LedgerEntry][]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Paths stand in commands that messages propose. */
const isPath = /^[a-z0-9][a-z0-9_-]*(\/[a-z0-9][a-z0-9_-]*)*$/;
const classes: readonly unknown[] = ["data", "database", "config", "media", "cache"] satisfies LedgerEntry["class"][];

function isEntry(value: unknown): value is LedgerEntry {
  if (!isRecord(value)) return false;
  const { class: kind, place, insteadOf, ...more } = value;
  const isPlace = (one: unknown) => typeof one === "string" && one !== "";
  return (
    classes.includes(kind) &&
    isPlace(place) &&
    (insteadOf === undefined || isPlace(insteadOf)) &&
    Object.keys(more).length === 0
  );
}

function damaged(path: string, what: string): ProblemError {
  return new ProblemError({
    code: "HL095",
    level: "error",
    message: `${shortPath(path)} is damaged: ${what}`,
    fix: "restore it from git; of two merged versions keep every line of both",
  });
}
