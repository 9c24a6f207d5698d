import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

export const startInterval: Check = {
  code: "HL032",
  level: "error",
  title: "A start interval without a start period",
  why: "`startInterval` counts during the start period only, and Compose refuses it without one.",
  mend: "set `healthcheck.startPeriod`, or leave out `startInterval`",
  reference: "Compose: `healthcheck.start_interval requires healthcheck.start_period to be set`",
  find: perService(function* ({ healthcheck }) {
    if (typeof healthcheck !== "object" || healthcheck.startInterval === undefined) return;
    if (healthcheck.startPeriod === 0) yield "its healthcheck has a startInterval and no startPeriod";
  }),
};
