import { commandRules } from "../codes/command.ts";
import { engineRules } from "../codes/engine.ts";
import type { Rule } from "../codes/index.ts";
import { storeRules } from "../codes/store.ts";
import { toolRules } from "../codes/tools.ts";
import { sortedBy } from "../model/index.ts";
import { rules } from "./rules.ts";

/** What is to be said about every code that the program can raise: the checks' and all others, sorted by code. */
export const everyRule: readonly Rule[] = sortedBy(
  [...rules, ...commandRules, ...engineRules, ...storeRules, ...toolRules],
  (rule) => rule.code,
);
