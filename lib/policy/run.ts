import type { Acknowledgement, Problem } from "../core/index.ts";
import { compare, type HomelabModel } from "../model/index.ts";
import type { Check, Finding } from "./check.ts";
import { checks } from "./checks.ts";
import { isWithin, servicesOf } from "./walk.ts";

/** A finding that the definition accepts. */
export interface Acknowledged extends Problem {
  readonly reason: string;
}

/** What the checks have to say about a homelab, both lists sorted by path and code. */
export interface Checked {
  readonly problems: readonly Problem[];
  readonly acknowledged: readonly Acknowledged[];
}

/** An acknowledgement at its place. */
interface PlacedAcknowledgement extends Acknowledgement {
  readonly path: string;
  used: boolean;
}

/**
 * Runs every check over the model. An acknowledgement on a service, a stack or the homelab accepts what is found there
 * and below it; one that accepts nothing is a problem of its own (HL024). A check that throws is one too, with its code.
 *
 * @param sourceOf the line that declared the construct of a path, `stacks/homelab.ts:12`
 */
export function runChecks(
  model: HomelabModel,
  sourceOf: (path: string) => string | undefined,
  using: readonly Check[] = checks,
): Checked {
  const problems: Problem[] = [];
  const acknowledged: Acknowledged[] = [];
  const standing = acknowledgementsOf(model);
  for (const check of using) {
    const candidates = standing.filter((one) => one.code === check.code && acceptable(check) && hasReason(one));
    const { findings, failure } = findAll(check, model);
    if (failure) problems.push(failure);
    for (const finding of findings) {
      const problem = problemOf(check, finding, sourceOf);
      const accepted = candidates.find((one) => one.path === "" || isWithin(finding.path, one.path));
      if (accepted) {
        accepted.used = true;
        acknowledged.push({ ...problem, reason: accepted.reason });
      } else problems.push(problem);
    }
  }
  for (const one of standing) if (!one.used) problems.push(useless(one, using, sourceOf));
  return { problems: sorted(problems), acknowledged: sorted(acknowledged) };
}

/** The nearest to a finding first, so that a general reason does not speak where there is one for the place. */
function acknowledgementsOf(model: HomelabModel): PlacedAcknowledgement[] {
  const places = [
    ...servicesOf(model).map(({ service }) => service),
    ...model.stacks,
    { path: "", acknowledgements: model.acknowledgements },
  ];
  const standing = places.flatMap(({ path, acknowledgements }) =>
    acknowledgements.map(
      ({ code, reason, path: own = path }): PlacedAcknowledgement => ({ code, reason, path: own, used: false }),
    ),
  );
  return standing.sort((a, b) => b.path.length - a.path.length);
}

/** What a check finds before it throws, if it throws: that is our mistake, and must not hide what it found. */
function findAll(check: Check, model: HomelabModel): { readonly findings: Finding[]; readonly failure?: Problem } {
  const findings: Finding[] = [];
  try {
    for (const finding of check.find(model)) findings.push(finding);
    return { findings };
  } catch (error) {
    const failure: Problem = {
      code: check.code,
      level: "error",
      message: `the check "${check.title}" failed itself: ${error instanceof Error ? error.message : String(error)}`,
      fix: "this is a mistake in homelab-stacks, not in the definition: please report it with the definition's part that it is about",
    };
    return { findings, failure };
  }
}

function problemOf(check: Check, finding: Finding, sourceOf: (path: string) => string | undefined): Problem {
  const { path, message, exists, fix = check.fix } = finding;
  return { code: check.code, level: check.level, ...placed(path, sourceOf), message, ...(exists && { exists }), fix };
}

/** HL024: an acknowledgement that accepts nothing. */
function useless(
  one: PlacedAcknowledgement,
  using: readonly Check[],
  sourceOf: (path: string) => string | undefined,
): Problem {
  const check = using.find(({ code }) => code === one.code);
  const problem = { code: "HL024" as const, level: "warning" as const, ...placed(one.path, sourceOf) };
  const name = JSON.stringify(one.code);
  if (!check) {
    const exists = using.filter(acceptable).map(({ code }) => code);
    const message = `${name} is acknowledged, and no check has that code`;
    return { ...problem, message, exists, fix: "correct the code, or remove the acknowledgement" };
  }
  if (!acceptable(check)) {
    const message = `${name} is acknowledged, and an error of that kind cannot be accepted`;
    return { ...problem, message, fix: `remove the acknowledgement; ${check.fix}` };
  }
  if (!hasReason(one)) {
    const message = `${name} is acknowledged without a reason`;
    return { ...problem, message, fix: "say why, for whoever reads it in a year" };
  }
  const message = `${name} is acknowledged, and nothing is found here that it would accept`;
  return { ...problem, message, fix: "remove the acknowledgement" };
}

function acceptable(check: Check): boolean {
  return check.level !== "error" || check.waivable === true;
}

function hasReason({ reason }: PlacedAcknowledgement): boolean {
  return reason.trim() !== "";
}

function placed(path: string, sourceOf: (path: string) => string | undefined): Pick<Problem, "path" | "source"> {
  const source = sourceOf(path);
  return { ...(path !== "" && { path }), ...(source !== undefined && { source }) };
}

function sorted<T extends Problem>(problems: readonly T[]): T[] {
  const keyed = problems.map((one) => [`${one.path ?? ""} ${one.code} ${one.message}`, one] as const);
  return keyed.sort(([a], [b]) => compare(a, b)).map(([, one]) => one);
}
