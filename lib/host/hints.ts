import type { WatchedContainer } from "./watched-container.ts";

/** What the kernel answers where a right is missing, as libraries and languages spell it (errno 1 and 13). */
const denied =
  /operation not permitted|permission denied|\bEPERM\b|\bEACCES\b|not permitted|access denied|insufficient privileges|must be (?:run as |started as |the )?(?:super-?user|root)|\b(?:errno|error|code)[ =:]*(?:1|13)\b/i;

/**
 * By capability, how a message names what it is for: system calls (capabilities(7)), the commands that make them, and
 * words that programs use. The first that fits is taken.
 */
const signs: readonly (readonly [capabilities: readonly string[], sign: RegExp])[] = [
  [["CHOWN"], /\b[fl]?chown(?:at|32)?\b|chgrp|chang(?:e|ing) (?:the )?(?:owner|group)|\bowner(?:ship)? of/i],
  [
    ["SETUID", "SETGID"],
    /set(?:re|res|fs)?[ug]id|set_?groups|init_?groups|setpriv|su-exec|gosu|s6-(?:setuidgid|applyuidgid)|setuidgid|runuser|chpst|\bsu:|sudo|supplementary groups|(?:switch|chang|dropp?|set)(?:e|ing)?\b.{0,20}\b(?:user|group|uid|gid|privileges)|set (?:user|group)/i,
  ],
  [
    ["FOWNER"],
    /\bf?chmod(?:at)?\b|chang(?:e|ing) permissions|utime(?:s|nsat)?\b|setting times|preserving times|set.{0,12}\b(?:mode|times)|setfacl/i,
  ],
  [["SETFCAP"], /setcap|cap_set_file|security\.capability/i],
  [["SETPCAP"], /\bcapset\b|cap_set_proc|PR_CAPBSET|bounding set|drop(?:ping)? capabilit/i],
  [["MKNOD"], /\bmknod(?:at)?\b/i],
  [["SYS_CHROOT"], /\bchroot\b/i],
  [["NET_RAW"], /raw socket|SOCK_RAW|\bping6?:|arping|icmp|AF_PACKET|packet socket/i],
  [
    ["NET_ADMIN"],
    /ip6?tables|nftables|\bnft\b|RTNETLINK|TUNSETIFF|\/dev\/net\/tun|wireguard|\bwg(?:-quick)?\b|SIOC\w+|\bip (?:link|route|addr|rule)|netlink|SO_MARK/i,
  ],
  [["NET_BIND_SERVICE"], /\b(?:bind|bound|binding|listen|listening)\b/i],
  [["SYS_TIME"], /settimeofday|adjtimex?|clock_settime|hwclock|set.{0,12}\b(?:clock|system time)/i],
  [["IPC_LOCK"], /\bmlock(?:all|2)?\b|lock memory/i],
  [["SYS_NICE"], /\bnice\b|setpriority|sched_set\w+|ioprio|mbind|set_mempolicy|real-?time priority/i],
  [["SYS_RESOURCE"], /setrlimit|prlimit|\bulimit\b|rlimit|RLIMIT_\w+|open files limit/i],
  [["SYS_PTRACE"], /\bptrace\b|process_vm_\w+/i],
  [["SYS_MODULE"], /modprobe|insmod|f?init_module/i],
  [["SYS_RAWIO"], /\biopl\b|\bioperm\b|\/dev\/mem\b/i],
  [["PERFMON"], /perf_event_open/i],
  [["BPF"], /\bbpf\(/i],
  [["SYSLOG"], /\bdmesg\b|klogctl/i],
  [["LINUX_IMMUTABLE"], /chattr|FS_IOC_SETFLAGS/i],
  [["AUDIT_WRITE"], /\baudit\b/i],
  [["SYS_ADMIN"], /\b(?:u?mount|unshare|setns|sethostname|setdomainname|pivot_root|swapon|fanotify_init|quotactl)\b/i],
  [["KILL"], /\bkill\b|send(?:ing)? (?:the )?signal/i],
];

/** What Docker gives a container of which nothing is said (moby, oci/caps/defaults.go). */
const defaults = new Set([
  ...["CHOWN", "DAC_OVERRIDE", "FSETID", "FOWNER", "MKNOD", "NET_RAW", "SETGID", "SETUID", "SETFCAP", "SETPCAP"],
  ...["NET_BIND_SERVICE", "SYS_CHROOT", "KILL", "AUDIT_WRITE"],
]);

/** What an entrypoint does before it steps down to another user. It goes on where one fails, and the next one ends it. */
const setUp = new Set(["CHOWN", "FOWNER", "DAC_OVERRIDE", "SETUID", "SETGID"]);

/** What probably keeps a container from running, and how to fix it: from the last lines of its log and how it was made. */
export function hintOf(container: WatchedContainer, lines: readonly string[]): string | undefined {
  const { HostConfig: host, State, Config } = container;
  if (State.OOMKilled) {
    return host.Memory > 0
      ? "it ran out of memory: give it a higher `memLimit`"
      : "the host ran out of memory: free some, or give the others a `memLimit`";
  }
  const isRoot = /^(?:|0|root)(?::|$)/.test(Config.User);
  // The last that was denied is what ended it.
  for (const line of [...lines].reverse()) {
    const [, program] = /exec:? "?([^" ]+)"?(?: failed)?: no such file or directory/i.exec(line) ?? [];
    if (program !== undefined) {
      return `the image has no program ${program}: correct \`command\` or \`entrypoint\``;
    }
    if (/no new privileges/i.test(line)) {
      return 'it raises its privileges (sudo, a setuid program), which `no-new-privileges` forbids: set `securityOpt: ["no-new-privileges:false"]`';
    }
    if (/read-only file ?system|\bEROFS\b/i.test(line) && host.ReadonlyRootfs) {
      return `it writes where nothing can be written${pathIn(line)}: mount a volume or a \`tmpfs\` there, or set \`readOnly: false\``;
    }
    if (!denied.test(line)) continue;
    const needed = neededFor(line, isRoot);
    const before = needed.some((one) => setUp.has(one)) ? lines.filter((one) => denied.test(one)) : [];
    const all = [...before.flatMap((one) => neededFor(one, isRoot).filter((name) => setUp.has(name))), ...needed];
    const missing = [...new Set(all)].filter((one) => !has(container, one));
    if (missing.length > 0) {
      const list = missing.map((one) => JSON.stringify(one)).join(", ");
      return `it probably lacks ${missing.length > 1 ? "the capabilities" : "the capability"} ${missing.join(", ")}: add \`capAdd: [${list}]\``;
    }
    if (!isRoot) {
      return `it runs as the user ${Config.User}, who may not use ${pathIn(line).trim() || "what it names"}: give that to this user (\`chown\` on the host), or set another \`user\``;
    }
  }
  return undefined;
}

/** The capabilities that a line which says that something was denied asks for. */
function neededFor(line: string, isRoot: boolean): readonly string[] {
  for (const [capabilities, sign] of signs) {
    if (!sign.test(line)) continue;
    if (capabilities[0] === "NET_BIND_SERVICE" && !namesLowPort(line)) continue;
    return capabilities;
  }
  // Root reads and writes what is another user's by this one alone.
  return isRoot ? ["DAC_OVERRIDE"] : [];
}

/** Where a port is named, whether it is one that not everybody may listen on. */
function namesLowPort(line: string): boolean {
  const ports = [...line.matchAll(/(?:[:\]]|\bport[ =:]*)(\d{1,5})\b/gi)].map(([, port]) => Number(port));
  return ports.length === 0 || ports.some((port) => port < 1024);
}

function has({ HostConfig }: WatchedContainer, capability: string): boolean {
  const lists = (names: readonly string[] | null, wanted: string) =>
    (names ?? []).some((name) => [wanted, `CAP_${wanted}`].includes(name.toUpperCase()));
  if (HostConfig.Privileged || lists(HostConfig.CapAdd, capability) || lists(HostConfig.CapAdd, "ALL")) return true;
  const dropped = lists(HostConfig.CapDrop, "ALL") || lists(HostConfig.CapDrop, capability);
  return !dropped && defaults.has(capability);
}

/** The first path in a line, with a space before it. */
function pathIn(line: string): string {
  const [path] = /(?<![\w.:])\/[\w.@+-]+(?:\/[\w.@+-]+)*/.exec(line) ?? [];
  return path === undefined ? "" : ` (${path})`;
}
