import { lstatSync, readFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { type Problem, ProblemError } from "../core/problem.ts";
import { emptyLedger, type HomelabModel, type Ledger, type LedgerEntry, withMade } from "../model/index.ts";
import { reason, writeAtomic } from "../system/atomic.ts";
import type { Analysis } from "./analyse.ts";
import { formatLedger, parseLedger } from "./ledger-format.ts";
import { type Project, shortPath } from "./locate.ts";

// The names ledger on disk: `stacks/homelab.lock`, beside `stacks/homelab.ts`, committed with it.

/** Where the ledger of a project lies: beside the definition, under its name. */
export function ledgerPath({ file }: Pick<Project, "file">): string {
  return join(dirname(file), `${basename(file).replace(/\.[^.]+$/, "")}.lock`);
}

/**
 * The ledger of a project; empty where there is none yet.
 * @throws ProblemError HL095 if it is damaged or cannot be read, HL098 if a newer version wrote it: without it, data could
 *   be taken for new.
 */
export function readLedger(project: Pick<Project, "file">): Ledger {
  const path = ledgerPath(project);
  const text = ledgerText(path);
  if (text === undefined) return emptyLedger;
  const parsed = parseLedger(text);
  if ("ledger" in parsed) return parsed.ledger;
  throw new ProblemError(
    "newer" in parsed ? newer(path, parsed.newer) : parsed.flaws.map((flaw) => damaged(path, flaw)),
  );
}

/** What was rendered or applied besides the definition. */
export interface Done {
  /** Where only some stacks were, their names: what is new in the others is not recorded yet. */
  readonly stacks?: readonly string[] | undefined;
  /** Whether the store, which is saved, has a value of a name. Default: the store was not opened. */
  readonly hasValue?: ((name: string) => boolean) | undefined;
}

/** The ledger's new text, where it differs from what is on disk. */
export function ledgerChange(
  project: Pick<Project, "file">,
  { model, ledger }: Analysis,
  { stacks, hasValue = () => false }: Done = {},
): { readonly path: string; readonly content: string } | undefined {
  if (ledger === undefined) return undefined;
  const path = ledgerPath(project);
  const before = readLedger(project);
  const after = withMade(ledger.ledger, hasValue);
  const content = formatLedger(stacks === undefined ? after : partly(after, before, model, stacks));
  const found = ledgerText(path);
  // A homelab without volumes and secrets needs no file.
  if (content === found || (found === undefined && content === formatLedger(emptyLedger))) return undefined;
  return { path, content };
}

/**
 * Writes the ledger as an analysis has it, whole or not at all; nothing where it is so already. To be called by `up` before
 * it applies: what is on record and was never made is harmless, what was made and is not on record is not.
 * @throws ProblemError HL814 (exit code 1) where it cannot be written; it is then as it was.
 */
export async function recordLedger(project: Pick<Project, "file">, analysis: Analysis, done?: Done): Promise<void> {
  const change = ledgerChange(project, analysis, done);
  if (change) await writeAtomic(change.path, change.content, { mode: 0o644 });
}

/** Writes a ledger. @throws ProblemError HL814 (exit code 1) where it cannot be written; it is then as it was. */
export async function writeLedger(project: Pick<Project, "file">, ledger: Ledger): Promise<void> {
  await writeAtomic(ledgerPath(project), formatLedger(ledger), { mode: 0o644 });
}

function partly(after: Ledger, before: Ledger, model: HomelabModel, stacks: readonly string[]): Ledger {
  const rendered = new Set(
    model.stacks
      .filter(({ name }) => stacks.includes(name))
      .flatMap(({ volumes, secrets }) => [...volumes, ...secrets].map(({ path }) => path)),
  );
  const places = new Set([...before.entries.values()].map(({ place }) => place));
  // What was on record stays so, moved or not: its name is that of before. Of an earlier version's ledger, all secrets are
  // recorded at once, since later nothing shows that they were not.
  const isKept = (path: string, kind: string, place: string) =>
    rendered.has(path) || before.entries.has(path) || places.has(place) || (kind === "secret" && !before.hasSecrets);
  const kept = [...after.entries].filter(([path, one]) => isKept(path, one.kind, one.place));
  // The data of a stack that was not rendered is still of the image before.
  const images = new Map(
    [...before.entries.values()].map((one) => [one.place, one.kind === "volume" ? one.image : undefined]),
  );
  const entries = kept.map(([path, entry]): [string, LedgerEntry] => {
    if (entry.kind !== "volume" || rendered.has(path) || !images.has(entry.place)) return [path, entry];
    const { image: _, ...rest } = entry;
    const image = images.get(entry.place);
    return [path, { ...rest, ...(image !== undefined && { image }) }];
  });
  return { ...after, entries: new Map(entries) };
}

function ledgerText(path: string): string | undefined {
  try {
    const stat = lstatSync(path, { throwIfNoEntry: false });
    if (stat === undefined) return undefined;
    if (!stat.isFile()) throw new ProblemError(damaged(path, "it is not a plain file"));
    return readFileSync(path, "utf8");
  } catch (error) {
    throw error instanceof ProblemError
      ? error
      : new ProblemError(damaged(path, `it cannot be read: ${reason(error)}`));
  }
}

function damaged(path: string, what: string): Problem {
  return {
    code: "HL095",
    level: "error",
    message: `${shortPath(path)} is damaged: ${what}`,
    fix: "restore it from git; of two merged versions keep the lines of both, and of two lines for one path the one whose place has the data",
  };
}

function newer(path: string, version: number): Problem {
  return {
    code: "HL098",
    level: "error",
    message: `${shortPath(path)} was written by a newer version of homelab-stacks (its format is ${version}, this one reads 4)`,
    fix: "update the package to the version that the others use: `npm install homelab-stacks@latest`",
  };
}
