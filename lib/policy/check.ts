import type { Level } from "../core/index.ts";
import type { HomelabModel } from "../model/index.ts";

/** One place where a check found what it looks for. */
export interface Finding {
  /** The path of the construct: a service's, a stack's, a volume's. */
  readonly path: string;
  /** What is wrong here, in one sentence. */
  readonly message: string;
  /** What exists instead, where a name was not found. */
  readonly exists?: readonly string[];
  /** The mend for this place, where it can be more exact than the check's own. */
  readonly mend?: string;
}

/** A rule about the whole homelab. It reads the model and nothing else, and says the same for the same model. */
export interface Check {
  /** `HL` and three digits; never used for another rule again. */
  readonly code: string;
  /** An `error` cannot be acknowledged: what it finds would not run, or not as it is written. */
  readonly level: Level;
  /** A few words, as in a table of contents. */
  readonly title: string;
  /** Why it matters, for somebody who has not met the rule before. */
  readonly why: string;
  readonly mend: string;
  /** Where the rule comes from: CIS Docker Benchmark, OWASP, compose-lint, Compose. */
  readonly reference: string;
  find(model: HomelabModel): Iterable<Finding>;
}
