import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

export const logRotation: Check = {
  code: "HL118",
  level: "warning",
  title: "Logs that grow without end, or are not kept",
  why: "Docker's `json-file` keeps everything unless told otherwise: the classic full disk of a homelab. `none` keeps nothing to look at when something goes wrong.",
  fix: 'leave out `logging` (rotated at 10 MB, three files), or give `json-file` the option "max-size"',
  reference: "Docker: configure logging drivers; compose-lint looks for `none` alone",
  covers: ["CL-0014"],
  find: perService(function* ({ logging }) {
    if (logging?.driver === "none") yield "it keeps no logs";
    const size = logging?.options["max-size"];
    if (logging?.driver === "json-file" && (size === undefined || size === "-1"))
      yield "its json-file log has no max-size";
  }),
};
