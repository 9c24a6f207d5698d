import { definitionRules } from "../codes/definition.ts";
import { sortedBy } from "../model/index.ts";
import type { Rule } from "./check.ts";
import { checks } from "./checks.ts";

/** Every code that a definition can raise, whether in being built or in being checked, sorted by code. */
export const rules: readonly Rule[] = sortedBy([...definitionRules, ...checks], (rule) => rule.code);
