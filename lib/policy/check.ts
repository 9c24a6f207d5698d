import type { CheckCode, RuleOf } from "../codes/index.ts";
import type { HomelabModel } from "../model/index.ts";

/** One place where a check found what it looks for. */
export interface Finding {
  /** The path of the construct: a service's, a stack's, a volume's. Empty where it is the homelab as a whole. */
  readonly path: string;
  /** What is wrong here, in one sentence. */
  readonly message: string;
  /** What exists instead, where a name was not found. */
  readonly exists?: readonly string[];
  /** The fix for this place, where it can be more exact than the check's own. */
  readonly fix?: string;
}

/** A rule about the whole homelab. It reads the model and nothing else, and says the same for the same model. */
export interface Check extends RuleOf<CheckCode> {
  /**
   * Whether an `error` may be acknowledged: true where what it finds would run, and is a danger that somebody may
   * choose. Others would not run, or not as it is written. Warnings and advice can always be acknowledged. Default: false.
   */
  readonly waivable?: boolean;
  /** Where the rule comes from: CIS Docker Benchmark, OWASP's Docker cheat sheet, Compose, Docker. */
  readonly reference: string;
  /** The rules of compose-lint (`CL-0001`) and dclint (`no-duplicate-exported-ports`) that it covers. Default: none. */
  readonly covers?: readonly string[];
  find(model: HomelabModel): Iterable<Finding>;
}
