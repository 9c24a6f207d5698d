import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

const reach: Readonly<Record<string, string>> = {
  BPF: "load programs into the kernel",
  DAC_READ_SEARCH: "read every file that it can reach, whatever its permissions",
  IPC_LOCK: "lock memory that the host then lacks",
  LEASE: "hold up others' access to files",
  NET_ADMIN: "change the network's setup",
  PERFMON: "watch the kernel's performance events",
  SYS_BOOT: "restart the host",
  SYS_NICE: "take processor time from everybody else",
  SYS_PTRACE: "read and change other processes",
  SYS_TIME: "set the host's clock",
  SYSLOG: "read the kernel's log and addresses",
};

export const strongCapabilities: Check = {
  code: "HL103",
  level: "warning",
  title: "A capability that reaches beyond the container",
  why: "It acts on the host or on other containers, not on this one alone. Some apps need one: a VPN needs NET_ADMIN.",
  fix: "leave it out, or acknowledge it with what the app needs it for",
  reference: "capabilities(7); CIS Docker Benchmark 5.4",
  covers: ["CL-0011", "CL-0027", "CL-0028", "CL-0029", "CL-0030"],
  find: perService(function* ({ capAdd }) {
    for (const name of capAdd) {
      const what = Object.hasOwn(reach, name) ? reach[name] : undefined;
      if (what !== undefined) yield `it has the capability ${name}, and can ${what}`;
    }
  }),
};
