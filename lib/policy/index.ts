export type { Check, Finding, Rule } from "./check.ts";
export { checks } from "./checks.ts";
export { type Acknowledged, type Checked, runChecks } from "./run.ts";
