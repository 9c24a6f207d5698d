import { type Rule, rules } from "../policy/index.ts";
import { commandRules } from "./command.ts";
import { engineRules } from "./engine.ts";
import { storeRules } from "./store.ts";
import { toolRules } from "./tools.ts";

export { commandRules, engineRules, storeRules, toolRules };

/** Every code that the program can raise: the checks', and all others, sorted by code. */
export const allRules: readonly Rule[] = [...rules, ...commandRules, ...engineRules, ...storeRules, ...toolRules].sort(
  (a, b) => (a.code < b.code ? -1 : 1),
);
