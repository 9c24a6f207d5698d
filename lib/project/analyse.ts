import { type Homelab, type Problem, ProblemError, pathOf, sourceOf, userFrame } from "../core/index.ts";
import { type AppliedLedger, type BuildOptions, build, type HomelabModel } from "../model/index.ts";
import { type Acknowledged, hasUpgradeRule, runChecks } from "../policy/index.ts";
import { definitionProblem } from "./definition-problem.ts";

/** What a definition comes to, and all that is to be said about it. */
export interface Analysis {
  readonly model: HomelabModel;
  /** What building the model found. */
  readonly built: readonly Problem[];
  /** What the checks found. */
  readonly found: readonly Problem[];
  readonly acknowledged: readonly Acknowledged[];
  /** What the names ledger comes to, where one was given. */
  readonly ledger?: AppliedLedger | undefined;
}

/**
 * Builds a definition's model and runs all checks on it.
 * What a function of the definition throws when it is asked for its value is one of the problems (HL073).
 * @throws ProblemError HL703 at the user's line, for code of the definition's own that throws elsewhere: a component's getter.
 */
export function analyse(homelab: Homelab, options?: BuildOptions): Analysis {
  const {
    model,
    isWellFormed,
    partly,
    problems: built,
    ledger,
  } = callingDefinition(() => build(homelab, { ...options, isRecorded: hasUpgradeRule }));
  if (!isWellFormed) return { model, built, found: [], acknowledged: [], ledger };
  const { problems, acknowledged } = runChecks(model, sources(homelab));
  // What is lacking where something could not be read may be just that; advice stands at the stack for all its services.
  const isPartial = (path: string) => [...partly].some((one) => one === path || one.startsWith(`${path}/`));
  const found = problems.filter(({ level, path = "" }) => level === "error" || !isPartial(path));
  return { model, built, found, acknowledged, ledger };
}

function callingDefinition<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const place = error instanceof Error ? userFrame(error.stack) : undefined;
    if (place === undefined) throw error;
    throw definitionProblem(error, place);
  }
}

/**
 * Like {@link analyse}, for whoever goes on only with a sound definition.
 * @throws ProblemError with all errors and warnings, if there is an error.
 */
export function analyseSound(homelab: Homelab, options?: BuildOptions): Analysis {
  return sound(analyse(homelab, options));
}

/** An analysis without an error. @throws ProblemError with all errors and warnings, if there is an error */
export function sound(analysis: Analysis): Analysis {
  // Advice is for `check`; here it would hide what stops the work.
  const problems = [...analysis.built, ...analysis.found].filter(({ level }) => level !== "advice");
  if (problems.some((problem) => problem.level === "error")) throw new ProblemError(problems);
  return analysis;
}

/** Finds the line that declared the construct with a path. The tree is walked only once somebody asks. */
export function sources(homelab: Homelab): (path: string) => string | undefined {
  let byPath: Map<string, object> | undefined;
  return (path) => {
    // A component's main service has its component's path; the outermost, the last one set, is the user's line.
    byPath ??= new Map(
      homelab.node
        .findAll()
        .reverse()
        .map((one) => [pathOf(one), one]),
    );
    const construct = byPath.get(path);
    return construct && sourceOf(construct);
  };
}
