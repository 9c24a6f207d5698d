import { Construct } from "constructs";
import { type Copy, copyKey, copyMessage, foreignCopy, thisCopy } from "./copy.ts";
import { type Problem, ProblemError } from "./problem.ts";
import type { Fault, Path, Shape } from "./shape.ts";
import * as shape from "./shape.ts";
import { recordSource, sourceOf } from "./source.ts";

/** A policy finding that the definition accepts, with the reason that is shown wherever the finding would be. */
export interface Acknowledgement {
  readonly code: string;
  readonly reason: string;
}

/** What every id must look like: ids become names of services, volumes and networks, as Compose allows them. */
const idPattern = /^[a-z0-9][a-z0-9_-]*$/;

/**
 * What shares its names: Compose keeps those of services, networks, volumes and configs apart. Volumes and secrets have theirs
 * in one, since the names ledger knows them by their path.
 */
export type Kind = "service" | "network" | "recorded" | "config";

/** The id that adds no name: a component's main service is `Default`, so that it is named as the component is. */
export const defaultId = "Default";

/**
 * The base of everything in a definition except its root. It knows where it was declared, and a wrong or taken id is
 * noted as a problem instead of thrown, so that all mistakes of a definition are told at once.
 */
export abstract class Element extends Construct {
  static readonly kind: Kind = "service";
  readonly acknowledgements: Acknowledgement[] = [];

  constructor(scope: Construct, id: string) {
    const problem = idProblem(scope, id, new.target.kind);
    super(scope, problem ? freeId(scope, id) : nodeId(scope, id, new.target.kind));
    recordSource(this);
    if (problem)
      problemsOf(this).push({ ...locate(this, { level: "error", ...problem }), path: intendedPath(scope, id) });
  }

  get [copyKey](): Copy {
    return thisCopy;
  }

  /** The path of ids from the root, `nextcloud/postgres`. A component's main service has its component's path. */
  get path(): string {
    return pathOf(this);
  }

  /**
   * Accepts what the check `code` (`HLnnn`) finds on this construct and below it, for a reason: it is shown in reports
   * and in the rendered file. An acknowledgement that accepts nothing is itself reported.
   */
  acknowledge(code: string, reason: string): this {
    this.acknowledgements.push(...checkAcknowledgement(this, { code, reason }));
    return this;
  }

  /** Has `check` run, and report, once the whole definition is known: routes, overrides and what is declared later. */
  protected checkLater(check: () => void): void {
    this.node.addValidation({
      validate: () => {
        check();
        return [];
      },
    });
  }

  /** Notes a mistake in the definition, at this construct. Level `error` unless said otherwise. */
  report(problem: Omit<Problem, "level" | "path" | "source"> & { readonly level?: Problem["level"] }): void {
    problemsOf(this).push(locate(this, { level: "error", ...problem }));
  }
}

/** Adds to a problem the path and the source line of the construct it concerns. */
export function locate(construct: Construct, problem: Problem): Problem {
  const source = sourceOf(construct);
  return { ...problem, path: pathOf(construct), ...(source !== undefined && { source }) };
}

export function pathOf(construct: Construct): string {
  return construct.node.scopes
    .map(idOf)
    .filter((id) => id !== "" && id !== defaultId)
    .join("/");
}

/** The id that a construct was given. */
export function idOf(construct: Construct): string {
  return construct.node.id.replace(/#.*$/, "");
}

/** The child of this id and kind. */
export function childOf(scope: Construct, id: string, kind: Kind): Construct | undefined {
  const isOne = (child: Construct | undefined) => child !== undefined && kindOf(child) === kind;
  return [id, `${id}#${kind}`].map((name) => scope.node.tryFindChild(name)).find(isOne);
}

function kindOf(construct: Construct): Kind {
  return (construct.constructor as { readonly kind?: Kind }).kind ?? "service";
}

/** The id within the tree, which has one name for one child: where that is another kind's, the kind is added. */
function nodeId(scope: Construct, id: string, kind: Kind): string {
  return scope.node.tryFindChild(id) === undefined ? id : `${id}#${kind}`;
}

/** Where the mistakes of a tree are noted for as long as somebody collects them; else in the tree's own list. */
const collections = new WeakMap<object, Problem[]>();

/** Runs `work`, and collects the mistakes that it notes anywhere in the tree of `root` instead of keeping them there. */
export function collectProblems<T>(
  root: Construct,
  work: () => T,
): { readonly result: T; readonly problems: Problem[] } {
  const before = collections.get(root);
  const problems: Problem[] = [];
  collections.set(root, problems);
  try {
    return { result: work(), problems };
  } finally {
    if (before) collections.set(root, before);
    else collections.delete(root);
  }
}

/**
 * Notes, at `construct`, what `value` has that its shape has not.
 * @param prefix the value's place among the construct's properties
 * @returns what of the value can be used: the value itself where nothing is wrong
 */
export function checkProps<T extends object>(
  construct: Construct,
  value: T,
  takes: Shape,
  prefix: Path = [],
): Partial<T> {
  const faults: Fault[] = [];
  const usable = takes(value, prefix, faults);
  for (const { code, message, exists, fix } of faults) {
    const problem: Problem = { code, level: "error", message, ...(exists && { exists }), fix };
    problemsOf(construct).push(locate(construct, problem));
  }
  return (faults.length === 0 ? value : typeof usable === "object" ? usable : {}) as Partial<T>;
}

const acknowledgementShape = shape.props<Acknowledgement>({
  code: shape.needed(shape.text),
  reason: shape.needed(shape.text),
});

/** The acknowledgement where it is one, in a list; else none, with a problem noted. */
export function checkAcknowledgement(construct: Construct, given: Acknowledgement): Acknowledgement[] {
  const { code, reason } = checkProps(construct, given, acknowledgementShape);
  return code === undefined || reason === undefined ? [] : [{ code, reason }];
}

/** The mistakes noted so far in the tree that `construct` belongs to. */
export function problemsOf(construct: Construct): Problem[] {
  const root: unknown = construct.node.root;
  const collecting = collections.get(construct.node.root);
  if (collecting) return collecting;
  if (foreignCopy(root)) throw foreignProblem(construct, root);
  if (typeof root === "object" && root !== null && "problems" in root && Array.isArray(root.problems))
    return root.problems;
  throw new ProblemError({
    code: "HL002",
    level: "error",
    message: `the construct "${construct.node.path}" stands in a tree whose root is not a Homelab`,
    fix: "start the definition with `new Homelab(...)` and create everything below it",
  });
}

/** HL072: something of another copy of the library stands above a construct. */
export function foreignProblem(construct: Construct, above: unknown): ProblemError {
  const what = `what "${construct.node.path}" stands below`;
  return new ProblemError(locate(construct, { code: "HL072", level: "error", ...copyMessage(above, what) }));
}

/** The path that the construct would have had, for the message about why it has not. */
function intendedPath(scope: Construct, id: string): string {
  return [pathOf(scope), typeof id === "string" ? id : ""]
    .filter((part) => part !== "" && part !== defaultId)
    .join("/");
}

function idProblem(scope: Construct, id: string, kind: Kind): Omit<Problem, "level"> | undefined {
  if (!isUsable(id)) {
    return {
      code: "HL002",
      message: `${shown(id)} is not a usable name`,
      fix: "use lowercase letters, digits, '-' and '_', starting with a letter or a digit",
    };
  }
  const taken = childOf(scope, id, kind);
  if (!taken) return undefined;
  const source = sourceOf(taken);
  return {
    code: "HL001",
    message: `the name "${id}" is taken in "${pathOf(scope)}"${source ? `, declared at ${source}` : ""}`,
    exists: [...new Set(scope.node.children.map(idOf))].sort(),
    fix: "give one of the two another id",
  };
}

/** Code without types may give anything for a name. */
function isUsable(id: unknown): boolean {
  return typeof id === "string" && (id === defaultId || (idPattern.test(id) && id !== "constructor"));
}

function shown(id: unknown): string {
  return typeof id === "string" ? JSON.stringify(id) : `a value of type ${id === null ? "null" : typeof id}`;
}

/** An id under which a construct with an unusable one can still be built, so that its other mistakes are found too. */
function freeId(scope: Construct, id: string): string {
  const base = (typeof id === "string" ? id : typeof id)
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "-")
    .slice(0, 40);
  for (let n = 1; ; n++) {
    const candidate = `unnamed${n}-${base}`;
    if (!scope.node.tryFindChild(candidate)) return candidate;
  }
}
