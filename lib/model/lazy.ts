import type { Construct } from "constructs";
import { type Element, evaluate, type Lazy, locate, ProblemError, problemsOf, userFrame } from "../core/index.ts";
import { quote } from "./fields.ts";

/**
 * A value of the definition, whether it was given at once or by a function. What the function throws, and a value of
 * another kind than the field takes, are mistakes of the definition, noted at its construct; then it is `undefined`.
 */
export function evaluated<T>(
  element: Element,
  field: string,
  lazy: Lazy<T>,
  isKind: (value: unknown) => boolean,
): T | undefined {
  try {
    const value = evaluate(lazy);
    if (isKind(value)) return value;
    element.report({
      code: "HL004",
      message: `the function that gives its ${field} returned ${quote(value)}`,
      fix: "return what the property takes when it is given at once",
    });
  } catch (error) {
    noteFailure(element, `the function that gives its ${field}`, error);
  }
  return undefined;
}

/** Notes, at a construct, what code of the definition threw. */
export function noteFailure(construct: Construct, what: string, error: unknown): void {
  if (error instanceof ProblemError) {
    for (const { code, message, exists, fix } of error.problems)
      problemsOf(construct).push(locate(construct, { code, level: "error", message, ...(exists && { exists }), fix }));
    return;
  }
  const said = error instanceof Error ? error.message : quote(error);
  // The line that failed says more than the one that declares the construct. Where none of the user's took part, the
  // function is a component's.
  const line = userFrame(error instanceof Error ? error.stack : undefined);
  const fix =
    error instanceof Error && line === undefined
      ? "give it all that its type asks for: an editor or `tsc` names it"
      : "fix the function";
  const problem = locate(construct, { code: "HL073", level: "error", message: `${what} failed: ${said}`, fix });
  const source = line ?? problem.source;
  problemsOf(construct).push({ ...problem, ...(source !== undefined && { source }) });
}

export function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
