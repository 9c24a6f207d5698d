import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

export const hostNamespace: Check = {
  code: "HL108",
  level: "error",
  waivable: true,
  title: "The host's processes, shared memory, users or control groups",
  why: "The container sees every process of the host, with its arguments and, as root, its environment and files; it reads and writes the memory that the host's programs share; its root is the host's, though the engine maps users to others; or it sees how the host's processes are grouped and limited.",
  fix: "leave out `pid`, `ipc`, `usernsMode` and `cgroup`; `pid` and `ipc` may be another service's",
  reference: "CIS Docker Benchmark 5.16, 5.17, 5.25 and 5.31",
  covers: ["CL-0010"],
  find: perService(function* ({ pid, ipc, usernsMode, cgroup }) {
    if (pid === "host") yield "it sees the host's processes";
    if (ipc === "host") yield "it shares the host's memory segments";
    if (usernsMode === "host") yield "its users are the host's own";
    if (cgroup === "host") yield "it sees the host's control groups";
  }),
};
