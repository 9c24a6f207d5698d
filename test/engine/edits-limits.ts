import { host, over, type ServiceTable } from "./edits.ts";

const mebibytes = (count: number) => count * 1024 * 1024;

const nothingTwice = ["replaced", "replaced", "nothing"] as const;

function device(PathOnHost: string, PathInContainer: string, CgroupPermissions: string) {
  return { PathOnHost, PathInContainer, CgroupPermissions };
}

/** What a container may do, and how much it may take. */
export const limitsEdits = {
  capAdd: [
    over(
      { look: host("CapAdd"), because: ["cap_add or cap_drop"] },
      [undefined, null],
      [["CHOWN"], ["CAP_CHOWN"]],
      [
        ["CHOWN", "CAP_KILL"],
        ["CAP_CHOWN", "CAP_KILL"],
      ],
      [undefined, null],
    ),
  ],
  capDrop: [
    over(
      { look: host("CapDrop"), because: ["cap_add or cap_drop"] },
      [undefined, ["ALL"]],
      [["KILL"], ["CAP_KILL"]],
      [[], null],
      [undefined, ["ALL"]],
    ),
  ],
  securityOpt: [
    over(
      host("SecurityOpt"),
      [undefined, ["no-new-privileges:true"]],
      [["apparmor=unconfined"], ["apparmor=unconfined"]],
      [[], null],
      [undefined, ["no-new-privileges:true"]],
    ),
  ],
  privileged: [
    over(
      { look: host("Privileged"), does: nothingTwice, because: ["privileged", "security_opt"] },
      [undefined, false],
      [true, true],
      [false, false],
      [undefined, false],
    ),
  ],
  devices: [
    over(
      host("Devices"),
      [undefined, null],
      [[{ source: "/dev/null", target: "/dev/a" }], [device("/dev/null", "/dev/a", "rwm")]],
      [[{ source: "/dev/zero", target: "/dev/a" }], [device("/dev/zero", "/dev/a", "rwm")]],
      [undefined, null],
    ),
    over(
      host("Devices"),
      [[{ source: "/dev/null" }], [device("/dev/null", "/dev/null", "rwm")]],
      [[{ source: "/dev/null", target: "/dev/a" }], [device("/dev/null", "/dev/a", "rwm")]],
      [[{ source: "/dev/null", target: "/dev/a", permissions: "r" }], [device("/dev/null", "/dev/a", "r")]],
    ),
  ],
  deviceCgroupRules: [
    over(
      host("DeviceCgroupRules"),
      [undefined, null],
      [["c 1:3 mr"], ["c 1:3 mr"]],
      [["c 1:5 mr"], ["c 1:5 mr"]],
      [undefined, null],
    ),
  ],
  ulimits: [
    over(
      host("Ulimits"),
      [undefined, null],
      [{ nofile: 1024 }, [{ Name: "nofile", Soft: 1024, Hard: 1024 }]],
      [{ nofile: { soft: 512, hard: 1024 } }, [{ Name: "nofile", Soft: 512, Hard: 1024 }]],
      [{ nofile: { soft: 512, hard: 2048 } }, [{ Name: "nofile", Soft: 512, Hard: 2048 }]],
    ),
    over(host("Ulimits"), [{ nofile: 1024 }, [{ Name: "nofile", Soft: 1024, Hard: 1024 }]], [undefined, null]),
  ],
  sysctls: [
    over(
      host("Sysctls"),
      [undefined, undefined],
      [{ "net.core.somaxconn": 512 }, { "net.core.somaxconn": "512" }],
      [{ "net.core.somaxconn": 513 }, { "net.core.somaxconn": "513" }],
      [undefined, undefined],
    ),
  ],
  shmSize: [
    over(
      host("ShmSize"),
      [undefined, mebibytes(64)],
      ["32m", mebibytes(32)],
      ["16m", mebibytes(16)],
      [undefined, mebibytes(64)],
    ),
  ],
  memLimit: [
    over(
      {
        look: ({ HostConfig }) => [HostConfig["Memory"], HostConfig["MemorySwap"]],
        // Without a limit of its own, swap is limited to as much again.
        because: ["mem_limit", "memswap_limit"],
      },
      [undefined, [0, 0]],
      ["32m", [mebibytes(32), mebibytes(64)]],
      ["64m", [mebibytes(64), mebibytes(128)]],
      [undefined, [0, 0]],
    ),
  ],
  memswapLimit: [
    over(
      { look: host("MemorySwap"), with: { memLimit: "32m" } },
      [undefined, mebibytes(64)],
      ["48m", mebibytes(48)],
      ["-1", -1],
      [undefined, mebibytes(64)],
    ),
  ],
  memReservation: [
    over(host("MemoryReservation"), [undefined, 0], ["32m", mebibytes(32)], ["16m", mebibytes(16)], [undefined, 0]),
  ],
  cpus: [
    over(
      ({ HostConfig }) => [HostConfig["NanoCpus"], HostConfig["CpuQuota"]],
      [undefined, [0, 0]],
      [0.5, [5e8, 0]],
      // The provider cannot read it back, so the kernel is told in its own units.
      [0.05, [0, 5000]],
      [undefined, [0, 0]],
    ),
  ],
  cpuShares: [over(host("CpuShares"), [undefined, 0], [512, 512], [256, 256], [undefined, 0])],
  cpuset: [over(host("CpusetCpus"), [undefined, ""], ["0", "0"], ["0-1", "0-1"], [undefined, ""])],
  pidsLimit: [
    over(
      {
        look: host("PidsLimit"),
        // Pulumi's provider has no such field: what is said comes from the container itself.
        because: [
          ["it was made of another definition", "pids_limit is not set, not 100"],
          ["it was made of another definition", "pids_limit is 100, not 200"],
          ["it was made of another definition", "pids_limit is 200, and the definition sets none"],
        ],
      },
      [undefined, null],
      [100, 100],
      [200, 200],
      [-1, null],
    ),
  ],
} satisfies Partial<ServiceTable>;
