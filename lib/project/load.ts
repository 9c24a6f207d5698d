import { createRequire } from "node:module";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { foreignCopy } from "../core/copy.ts";
import { type Problem, ProblemError } from "../core/problem.ts";
// All of it: a definition's bare import of `homelab-stacks` is answered with this very module.
import * as library from "../index.ts";
import { cacheDir } from "../system/cache-dir.ts";
import { refuseExit } from "../system/ending.ts";
import { definitionProblem } from "./definition-problem.ts";
import { locateProject, type Project, shortPath } from "./locate.ts";
import { packageRoot } from "./package.ts";

// Imported, it would be read twice: Node looks through CommonJS for the names it exports.
const { createJiti } = createRequire(import.meta.url)("jiti") as typeof import("jiti");

/** The files of the definition that was evaluated last. */
let evaluated: readonly string[] = [];

/** A project with its definition evaluated. */
export interface Definition extends Project {
  readonly homelab: library.Homelab;
}

/**
 * Loads the definition: the default export of `stacks/homelab.ts`, which is TypeScript and needs no build of its own. What
 * it writes to standard output goes to standard error, since standard output is the command's data.
 * @throws ProblemError HL700 (not found), HL701 (does not compile), HL702 (imports what is not there), HL703 (throws),
 * HL704 (no default export), HL705 (exports something else); what the definition's own constructs throw.
 */
export async function loadDefinition(file?: string): Promise<Definition> {
  const project = locateProject(file);
  const exported = await contained(() => evaluate(project.file)).catch((error: unknown) => {
    throw definitionProblem(error, shortPath(project.file));
  });
  const value = exported["default"];
  if (value instanceof library.Homelab) return { ...project, homelab: value };
  throw new ProblemError({ ...wrongExport(exported), level: "error", source: shortPath(project.file) });
}

/** Evaluated by what the files hold now: nothing of an earlier definition of this process is taken for one of theirs. */
async function evaluate(file: string): Promise<Readonly<Record<string, unknown>>> {
  const { cache } = createRequire(file);
  for (const path of evaluated) delete cache[path];
  const before = new Set(Object.keys(cache));
  try {
    return await evaluateNow(file);
  } finally {
    evaluated = Object.keys(cache).filter((path) => !before.has(path));
  }
}

async function evaluateNow(file: string): Promise<Readonly<Record<string, unknown>>> {
  const jiti = createJiti(file, {
    fsCache: join(cacheDir(), "definitions"),
    interopDefault: false,
    virtualModules: { "homelab-stacks": library },
  });
  return { ...(await jiti.import<object>(file)) };
}

/**
 * Keeps standard output for the command's data and the process for the command, and finds what the definition did not wait for and
 * that failed, and what it waits for and that never comes.
 */
async function contained<T>(work: () => Promise<T>): Promise<T> {
  const { log, info, debug } = console;
  console.log = console.info = console.debug = console.error;
  const allowExit = refuseExit();
  const failed: unknown[] = [];
  const note = (reason: unknown) => failed.push(reason);
  // The command's own listener tells of what fails later, and ends it.
  const others = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.on("unhandledRejection", note).on("uncaughtException", note);
  let giveUp: () => void = () => {};
  const idle = new Promise<never>((_, reject) => {
    giveUp = () => reject(failed[0] ?? new Error("it waits for something that never comes"));
  });
  process.once("beforeExit", giveUp);
  try {
    const result = await Promise.race([work(), idle]);
    // Node tells of them once everything that was ready has run.
    await setImmediate();
    if (failed.length > 0) throw failed[0];
    return result;
  } finally {
    process.off("unhandledRejection", note).off("uncaughtException", note);
    for (const other of others) process.on("uncaughtException", other);
    process.off("beforeExit", giveUp);
    allowExit();
    Object.assign(console, { log, info, debug });
  }
}

function wrongExport(exported: Readonly<Record<string, unknown>>): Omit<Problem, "level"> {
  const value = exported["default"];
  const fix = "end it with `export default lab;`, where `lab` is the `new Homelab(...)`";
  if (value === undefined) {
    const names = Object.keys(exported).filter((name) => exported[name] instanceof library.Homelab);
    return { code: "HL704", message: "the definition has no default export", exists: names, fix };
  }
  const copy = foreignCopy(value);
  if (copy || (typeof value === "object" && value !== null && value.constructor.name === "Homelab")) {
    return {
      code: "HL705",
      message: `the definition's Homelab comes from another copy of homelab-stacks${copy ? `, in ${copy.folder},` : ""} than this command, which is in ${packageRoot}`,
      fix: 'import it from "homelab-stacks", and run the command of the same installation: `npx homelab`',
    };
  }
  const kind = value === null ? "null" : Array.isArray(value) ? "a list" : `of type ${typeof value}`;
  return { code: "HL705", message: `the definition's default export is ${kind}, not a Homelab`, fix };
}
