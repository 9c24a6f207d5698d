/** How much a problem matters: an `error` stops the build, a `warning` wants a fix or a reason, `advice` is worth knowing. */
export type Level = "error" | "warning" | "advice";

/** What is to be said about a code, wherever it is raised: for `--explain` and the documentation. */
export interface RuleOf<C extends string> {
  /** `HL` and three digits; never used for another rule again. */
  readonly code: C;
  readonly level: Level;
  /** A few words, as in a table of contents. */
  readonly title: string;
  /** Why it matters, for somebody who has not met the rule before. */
  readonly why: string;
  readonly fix: string;
}

/** An error's. */
export function rule<const C extends string>(code: C, title: string, why: string, fix: string): RuleOf<C> {
  return { code, level: "error", title, why, fix };
}
