import { formatSize } from "../../model/index.ts";
import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

/** Docker's minimum: moby, daemon: `linuxMinMemory`. */
const minimum = 6 * 1024 * 1024;

export const memory: Check = {
  code: "HL044",
  level: "error",
  title: "Memory settings that contradict each other",
  why: "Docker refuses a reservation above the limit, a limit of memory and swap below that of memory alone or without one, and a limit below 6 MiB.",
  fix: "raise `memLimit` or `memswapLimit`, or lower `memReservation`",
  reference: "Docker: `Minimum memory limit can not be less than memory reservation limit`",
  find: perService(function* ({ memLimit, memReservation, memswapLimit }) {
    if (memLimit === undefined) {
      if (memswapLimit !== undefined) yield "it has a memswapLimit, and no memLimit";
      return;
    }
    if (memLimit < minimum) yield `memLimit is ${formatSize(memLimit)}, below Docker's minimum of 6m`;
    if (memswapLimit !== undefined && memswapLimit !== -1 && memswapLimit < memLimit) {
      yield `memswapLimit is ${formatSize(memswapLimit)}, below memLimit of ${formatSize(memLimit)}, which it includes`;
    }
    if (memReservation !== undefined && memReservation > memLimit) {
      yield `memReservation is ${formatSize(memReservation)}, above memLimit of ${formatSize(memLimit)}`;
    }
  }),
};
