import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

export const startInterval: Check = {
  code: "HL032",
  level: "warning",
  title: "A start interval without a start period",
  why: "`startInterval` is the time between checks during the start period: without one it does nothing, and the first check comes after a whole `interval`.",
  fix: "set `healthcheck.startPeriod`, or leave out `startInterval`",
  reference: "Docker: HEALTHCHECK, `--start-interval`",
  find: perService(function* ({ healthcheck }) {
    if (typeof healthcheck !== "object" || healthcheck.startInterval === undefined) return;
    if (healthcheck.startPeriod === 0) yield "its healthcheck has a startInterval and no startPeriod";
  }),
};
