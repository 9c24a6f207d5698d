import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

export const hostNamespace: Check = {
  code: "HL108",
  level: "error",
  waivable: true,
  title: "The host's processes or shared memory",
  why: "The container sees every process of the host, with its arguments and, as root, its environment and files; or it reads and writes the memory that the host's programs share.",
  mend: "leave out `pid` and `ipc`, or share another service's",
  reference: "CIS Docker Benchmark 5.16 and 5.17",
  covers: ["CL-0010"],
  find: perService(function* ({ pid, ipc }) {
    if (pid === "host") yield "it sees the host's processes";
    if (ipc === "host") yield "it shares the host's memory segments";
  }),
};
