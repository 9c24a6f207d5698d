export type { Check, Finding, Rule } from "./check.ts";
export { checks } from "./checks.ts";
export { definitionRules } from "./definition-codes.ts";
export { rules } from "./rules.ts";
export { type Acknowledged, type Checked, runChecks } from "./run.ts";
