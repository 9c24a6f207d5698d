import type { HealthcheckModel, ModelText } from "./schema.ts";

/** Whether a container gets healthy or unhealthy by it; of an image's own it is taken for granted. */
export function isChecked(check: HealthcheckModel | undefined): check is Exclude<HealthcheckModel, "none"> {
  return check !== undefined && check !== "none" && testOf(check)[0] !== "NONE";
}

/** The words that are run; none where they are the image's own. */
export function testOf(check: HealthcheckModel | undefined): readonly ModelText[] {
  return typeof check === "object" ? (check.test ?? []) : [];
}
