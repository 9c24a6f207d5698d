export { definitionRules } from "../codes/definition.ts";
export { type Check, type Finding, type Rule, rule } from "./check.ts";
export { checks } from "./checks.ts";
export { rules } from "./rules.ts";
export { type Acknowledged, type Checked, runChecks } from "./run.ts";
