import type { checkCodes } from "./checks.ts";
import type { commandRules } from "./command.ts";
import type { definitionRules } from "./definition.ts";
import type { engineRules } from "./engine.ts";
import type { RuleOf } from "./rule.ts";
import type { storeRules } from "./store.ts";
import type { toolRules } from "./tools.ts";

export type { Level, RuleOf } from "./rule.ts";

/** The code of a check. */
export type CheckCode = (typeof checkCodes)[number];

/** Every code that the program can raise. One that is registered nowhere in this folder does not compile. */
export type Code =
  | CheckCode
  | (
      | typeof commandRules
      | typeof definitionRules
      | typeof engineRules
      | typeof storeRules
      | typeof toolRules
    )[number]["code"];

export type Rule = RuleOf<Code>;
