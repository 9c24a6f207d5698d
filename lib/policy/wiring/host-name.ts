import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

/** Linux: HOST_NAME_MAX. */
const longest = 64;

export const hostName: Check = {
  code: "HL041",
  level: "error",
  title: "A hostname that Linux does not take",
  why: "A hostname has 64 characters at most: with a longer one the container is made and never starts.",
  fix: "shorten it",
  reference: "sethostname(2)",
  find: perService(function* ({ hostname }) {
    if (hostname !== undefined && hostname.length > longest) yield `hostname has ${hostname.length} characters`;
  }),
};
