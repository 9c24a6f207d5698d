import type { Check } from "../check.ts";
import { servicesOf } from "../walk.ts";

/** Linux 5.9, capabilities(7). */
const known = new Set(
  (
    "AUDIT_CONTROL AUDIT_READ AUDIT_WRITE BLOCK_SUSPEND BPF CHECKPOINT_RESTORE CHOWN DAC_OVERRIDE DAC_READ_SEARCH " +
    "FOWNER FSETID IPC_LOCK IPC_OWNER KILL LEASE LINUX_IMMUTABLE MAC_ADMIN MAC_OVERRIDE MKNOD NET_ADMIN " +
    "NET_BIND_SERVICE NET_BROADCAST NET_RAW PERFMON SETFCAP SETGID SETPCAP SETUID SYS_ADMIN SYS_BOOT SYS_CHROOT " +
    "SYS_MODULE SYS_NICE SYS_PACCT SYS_PTRACE SYS_RAWIO SYS_RESOURCE SYS_TIME SYS_TTY_CONFIG SYSLOG WAKE_ALARM ALL"
  ).split(" "),
);

export const capabilityName: Check = {
  code: "HL043",
  level: "error",
  title: "A capability that does not exist",
  why: "Docker refuses to create the container.",
  fix: "write it as capabilities(7) does, without `CAP_`: `NET_BIND_SERVICE`",
  reference: "Docker: `invalid CapAdd: unknown capability`",
  *find(model) {
    for (const { service } of servicesOf(model)) {
      for (const name of [...service.capAdd, ...service.capDrop]) {
        if (known.has(name.replace(/^CAP_/, ""))) continue;
        yield { path: service.path, message: `${JSON.stringify(name)} is not a capability`, exists: [...known].sort() };
      }
    }
  },
};
