import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { type Problem, ProblemError } from "../core/index.ts";
import { recordLedger } from "../project/ledger-file.ts";
import type { Project } from "../project/locate.ts";
import { openStore, type Store } from "../secrets/store.ts";
import { writeAtomic } from "../system/atomic.ts";
import type { Import } from "./run.ts";

/** What was written, or would be. */
export interface Written {
  /** Paths of the files that are new or other than they were. */
  readonly files: readonly string[];
  /** Names of the secrets that are new in the store. */
  readonly secrets: readonly string[];
  readonly warnings: readonly Problem[];
}

/**
 * What an import changes. Nothing is written.
 * @throws ProblemError HL724 for a secret that the store has with another value
 */
export function plannedWriting({ files, secrets }: Import, store: Store): Written {
  const other = [...secrets].filter(([name, value]) => store.has(name) && store.get(name) !== value);
  if (other.length > 0) throw new ProblemError(other.map(([name]) => otherValue(name)));
  return {
    files: [...files].filter(([path, content]) => !isThere(path, content)).map(([path]) => path),
    secrets: [...secrets.keys()].filter((name) => !store.has(name)).sort(),
    warnings: [],
  };
}

/**
 * Writes an import: the secrets first, since a definition without their values is of no use, the definition itself last.
 * A second time, nothing.
 */
export async function writeImport(imported: Import, project: Project): Promise<Written> {
  const store = await openStore(project.root);
  const planned = plannedWriting(imported, store);
  if (planned.files.length > 0) mkdirSync(dirname(project.file), { recursive: true });
  for (const name of planned.secrets) store.set(name, imported.secrets.get(name) ?? "");
  const warnings = await store.save();
  const { files, projects, analysis } = imported;
  const stacks = projects.map(({ name }) => name);
  await recordLedger(project, analysis, { stacks, hasValue: (name) => store.has(name) });
  for (const path of planned.files) await writeAtomic(path, files.get(path) ?? "", { mode: 0o644 });
  return { ...planned, warnings };
}

function isThere(path: string, content: string): boolean {
  return existsSync(path) && readFileSync(path, "utf8") === content;
}

function otherValue(name: string): Problem {
  return {
    code: "HL724",
    level: "error",
    message: `the store has another value of ${name} than the Compose project; nothing was written`,
    fix: `set the one that is right (\`homelab secrets set ${name}\`), or correct the Compose project`,
  };
}
