import { describe, expect, it } from "vitest";
import { failure, lastError } from "../../lib/apply/failure.ts";

const urn = (type: string, name: string) =>
  `urn:pulumi:kite::homelab::homelab:index:Stack$docker:index/${type}::kite/${name}`;
const container = urn("container:Container", "web-1");
const oci =
  "Error response from daemon: failed to create task for container: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: ";

describe("what the engine says of a container, as it says it", () => {
  it.each([
    [`${oci}exec: "nope": executable file not found in $PATH: unknown`, /no program nope/],
    [`${oci}exec: "/etc": permission denied: unknown`, /\/etc is no program/],
    ["Error response from daemon: Cannot mkdir: /bin/sh is not a directory", /workingDir/],
    [
      `${oci}error during container init: error mounting "/a" to rootfs at "/etc": mount /a:/etc, flags: 0x5000: not a directory: unknown: Are you trying to mount a directory onto a file (or vice-versa)?`,
      /a file is mounted on a folder/,
    ],
    ['invalid mount config for type "bind": bind source path does not exist: /srv/x', /mkdir -p \/srv\/x/],
    [
      'error gathering device information while adding custom device "/dev/dri": no such file or directory',
      /no device \/dev\/dri/,
    ],
    ["unknown or invalid runtime name: nvidia", /`runtime`/],
    ['could not select device driver "" with capabilities: [[gpu]]', /nvidia-container-toolkit/],
    ["unable to find user app: no matching entries in passwd file", /number/],
    ["Unable to find group video: no matching entries in group file", /number/],
    ['invalid CapAdd: unknown capability: "CAP_FOO"', /capAdd/],
    [`${oci}error during container init: open /proc/sys/net/foo: no such file or directory: unknown`, /sysctls/],
    [
      `${oci}error during container init: error setting rlimits for ready process: error setting rlimit type 7: operation not permitted: unknown`,
      /ulimits/,
    ],
    ["Range of CPUs is from 0.01 to 2.00, as there are only 2 CPUs available", /cpus/],
    ["Requested CPUs are not available - requested 99, available: 0-1", /cpuset/],
    ["Minimum memory limit allowed is 6MB", /memLimit/],
    ['error looking up logging plugin nope: plugin "nope" not found', /logging/],
    ["unknown log opt 'foo' for json-file log driver", /logging/],
    ['invalid tmpfs option "foo"', /tmpfs/],
    ["network lab not found", /docker network create lab/],
    ["Address already in use", /address/],
    [
      "failed to mount local volume: mount :/x:/var/lib/docker/volumes/vn/_data, data: addr=10.0.0.1: no such device",
      /host can mount it/,
    ],
    ["listen tcp4 10.9.9.9:80: bind: cannot assign requested address", /hostIp/],
    [
      'Conflict. The container name "/web-1" is already in use by container "cf6bcfc49f03". You have to remove it',
      /docker inspect web-1/,
    ],
    ["write /var/lib/docker/tmp/x: no space left on device", /docker system df/],
  ])("%s", (said, fix) => {
    const problems = [
      failure(
        `sdk-v2/provider2.go:571: sdk.helper_schema: Unable to create container: ${said}: provider=docker@5.2.0`,
        container,
      ),
      failure(`creating ${container}: 1 error occurred:\n\t* Unable to start container: ${said}\n\n`, container),
    ];
    for (const problem of problems) {
      expect(problem.fix).toMatch(fix);
      expect(problem.message).toContain("web-1");
      expect(problem.message).not.toMatch(/urn:|occurred|\.go:|provider=|daemon:|OCI|: unknown$/);
    }
    expect(problems[0]?.message).toBe(problems[1]?.message);
  });

  it("of a network: without a free subnet, or with one that is taken", () => {
    const network = urn("network:Network", "web_default");
    expect(
      failure(
        "could not find an available, non-overlapping IPv4 address pool among the defaults to assign to the network",
        network,
      ).fix,
    ).toMatch(/docker network prune/);
    expect(failure("Pool overlaps with other one on this address space", network).fix).toMatch(/`subnet`/);
  });
});

describe("what Pulumi says itself", () => {
  it.each([
    [
      "HL774",
      "could not deserialize deployment: failed to decrypt: incorrect passphrase, please set PULUMI_CONFIG_PASSPHRASE to the correct passphrase",
    ],
    [
      "HL774",
      "constructing secrets manager: unable to read PULUMI_CONFIG_PASSPHRASE_FILE: open /nope: no such file or directory",
    ],
    ["HL775", "failed to load checkpoint: place 1: unexpected end of JSON input"],
    ["HL775", "could not create stack: open /lab/.pulumi/meta.yaml: permission denied"],
    ["HL775", "write /lab/.pulumi/locks/x.json.tmp: no space left on device"],
    ["HL742", "error reading from server: EOF"],
  ])("%s: %s", (code, said) => {
    const problem = failure(said);
    expect(problem.code).toBe(code);
    expect(problem.fix).not.toContain("fix the cause");
  });

  it("keeps the causes below a count of them", () => {
    const said = "Diagnostics:\n  error: 2 errors occurred:\n\t* one thing\n\t* another\n\nerr?: Error\n";
    expect(failure(lastError(said)).message).toBe("one thing * another");
  });
});
