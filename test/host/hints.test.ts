import { describe, expect, it } from "vitest";
import { hintOf } from "../../lib/host/hints.ts";
import type { WatchedContainer } from "../../lib/host/watched-container.ts";

/** A container as the baseline makes it: all capabilities dropped. */
function container(host: Partial<WatchedContainer["HostConfig"]> = {}, User = "", OOMKilled = false): WatchedContainer {
  return {
    ...{ Id: "a", Name: "/a", Created: "2026-01-01T00:00:00Z", RestartCount: 0 },
    State: { Status: "exited", ExitCode: 1, StartedAt: "2026-01-01T00:00:00Z", OOMKilled },
    Config: { User },
    HostConfig: {
      ...{ Privileged: false, ReadonlyRootfs: false, CapAdd: null, CapDrop: ["ALL"], SecurityOpt: null, Memory: 0 },
      ...{ NetworkMode: "bridge", RestartPolicy: { Name: "no" }, ...host },
    },
  };
}

describe("the capability that a container lacks", () => {
  it.each([
    ["CHOWN", "chown: /config: Operation not permitted"],
    ["CHOWN", "chown: changing ownership of '/var/lib/postgresql/data': Operation not permitted"],
    ["CHOWN", "PermissionError: [Errno 1] Operation not permitted: os.chown('/data')"],
    ["CHOWN", "Error: EPERM: operation not permitted, chown '/app/data'"],
    ["CHOWN", "lchown /srv: operation not permitted"],
    ["SETUID", "su-exec: setgroups: Operation not permitted"],
    ["SETUID", 'error: failed switching to "redis": operation not permitted (gosu)'],
    ["SETUID", "s6-applyuidgid: fatal: unable to set supplementary group list: Operation not permitted"],
    ["SETUID", "setpriv: setresuid failed: Operation not permitted"],
    ["SETGID", "nginx: [emerg] setgid(101) failed (1: Operation not permitted)"],
    ["SETGID", "su: can't set groups: Operation not permitted"],
    ["FOWNER", "chmod: changing permissions of '/data': Operation not permitted"],
    ["FOWNER", "touch: setting times of '/data/x': Operation not permitted"],
    ["NET_BIND_SERVICE", "nginx: [emerg] bind() to 0.0.0.0:80 failed (13: Permission denied)"],
    ["NET_BIND_SERVICE", "listen tcp :53: bind: permission denied"],
    ["NET_RAW", "ping: permission denied (are you root?) raw socket"],
    ["NET_ADMIN", "RTNETLINK answers: Operation not permitted"],
    ["NET_ADMIN", "iptables v1.8.7: can't initialize iptables table `nat': Permission denied (you must be root)"],
    ["MKNOD", "mknod: /dev/net/tun: Operation not permitted"],
    ["SYS_CHROOT", "chroot: cannot change root directory to '/var/empty': Operation not permitted"],
    ["KILL", "sh: can't kill pid 7: Operation not permitted"],
    ["IPC_LOCK", "mlockall: Operation not permitted"],
    ["SYS_ADMIN", "mount: /mnt: permission denied."],
    ["SYS_NICE", "sched_setscheduler: Operation not permitted"],
    ["SYS_TIME", "settimeofday: Operation not permitted"],
    ["DAC_OVERRIDE", "mkdir: can't create directory '/config/log': Permission denied"],
    ["DAC_OVERRIDE", "open /data/app.ini: permission denied"],
  ])("%s: %s", (capability, line) => {
    expect(hintOf(container(), ["starting", line])).toMatch(new RegExp(`probably .*"${capability}"`));
    expect(hintOf(container({ CapAdd: ["ALL"] }), [line]) ?? "").not.toContain("capAdd");
    expect(hintOf(container({ Privileged: true }), [line]) ?? "").not.toContain("capAdd");
  });

  it("is named with the others that the set-up of an entrypoint lacks, all at once", () => {
    const lines = [
      "chown: /config: Operation not permitted",
      "ping: permission denied (are you root?) raw socket",
      "su: can't set groups: Operation not permitted",
    ];
    expect(hintOf(container(), lines)).toContain('`capAdd: ["CHOWN", "SETUID", "SETGID"]`');
    expect(hintOf(container({ CapAdd: ["CHOWN"] }), lines)).toContain('`capAdd: ["SETUID", "SETGID"]`');
  });

  it("is not proposed where the container has it: by Docker's defaults, or added", () => {
    const line = "chown: /config: Operation not permitted";
    expect(hintOf(container({ CapDrop: null }), [line])).toBeUndefined();
    expect(hintOf(container({ CapAdd: ["CAP_CHOWN"] }), [line])).toBeUndefined();
    expect(hintOf(container({ CapDrop: null }), ["RTNETLINK answers: Operation not permitted"])).toContain(
      '"NET_ADMIN"',
    );
  });
});

describe("what else keeps a container from running", () => {
  it.each([
    [
      "a file system that is read-only",
      container({ ReadonlyRootfs: true }),
      "touch: /run/x: Read-only file system",
      /\/run\/x.*tmpfs/,
    ],
    [
      "a folder of another user",
      container({}, "1000"),
      "mkdir: can't create '/data/x': Permission denied",
      /user 1000.*\/data\/x/,
    ],
    [
      "a program that is not there",
      container(),
      "[FATAL tini (7)] exec nope failed: No such file or directory",
      /no program nope/,
    ],
    ["sudo", container(), 'sudo: The "no new privileges" flag is set', /no-new-privileges:false/],
    ["its memory limit", container({ Memory: 1 }, "", true), "working", /memLimit/],
  ])("%s", (_, found, line, expected) => {
    expect(hintOf(found, [line])).toMatch(expected);
  });

  it("is not guessed", () => {
    expect(hintOf(container(), ["connection refused", "exiting"])).toBeUndefined();
    expect(hintOf(container({}, "1000"), ["listening on port 8080", "error: bad config"])).toBeUndefined();
  });
});
