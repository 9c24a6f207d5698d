export type { Check, Finding } from "./check.ts";
export { checks } from "./checks.ts";
export { hasUpgradeRule, publishedImage } from "./images.ts";
export { rules } from "./rules.ts";
export { type Acknowledged, type Checked, runChecks } from "./run.ts";
export { forbiddenUpgrade } from "./security/forbidden-upgrade.ts";
