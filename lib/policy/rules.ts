import { definitionRules } from "../codes/definition.ts";
import type { Rule } from "../codes/index.ts";
import { sortedBy } from "../model/index.ts";
import { checks } from "./checks.ts";

/** Every code that a definition can raise, whether in being built or in being checked, sorted by code. */
export const rules: readonly Rule[] = sortedBy<Rule>([...definitionRules, ...checks], (rule) => rule.code);
