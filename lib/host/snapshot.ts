import { type Docker, isAbsent, unanswered } from "./docker.ts";

/** What a Docker host has at one moment. All that is decided about a host is a pure function of the model and this. */
export interface Snapshot {
  readonly containers: readonly HostContainer[];
  readonly networks: readonly HostNetwork[];
  readonly volumes: readonly HostVolume[];
}

/** The part of `docker container inspect` that is used (Docker Engine API, ContainerInspect). */
export interface HostContainer {
  readonly Id: string;
  /** With a slash before it. */
  readonly Name: string;
  /** The image's id. */
  readonly Image: string;
  /** RFC 3339. */
  readonly Created: string;
  readonly RestartCount: number;
  readonly State: {
    /** `created` (before its first start: its files and networks may not be there yet), `running`, `paused`, `restarting`, `removing`, `exited` or `dead`. */
    readonly Status: string;
    /** True for one that is paused or restarting, too. */
    readonly Running: boolean;
    readonly ExitCode: number;
    readonly StartedAt: string;
    readonly FinishedAt: string;
    readonly Health?: { readonly Status: string };
  };
  readonly Config: {
    readonly Image: string;
    readonly Labels: Readonly<Record<string, string>> | null;
    /** `NAME=value`; the image's among them. */
    readonly Env?: readonly string[] | null;
    /** In seconds; without it the engine's default of 10. */
    readonly StopTimeout?: number;
  };
  readonly HostConfig: {
    /** In bytes; 0 where there is no limit. */
    readonly Memory: number;
    readonly MemoryReservation: number;
    /** Memory and swap together; -1 where swap has no limit. */
    readonly MemorySwap: number;
    readonly CpuShares: number;
    readonly CpusetCpus: string;
    readonly CpusetMems: string;
    readonly CpuRealtimePeriod: number;
    readonly CpuRealtimeRuntime: number;
    readonly BlkioWeight: number;
    /** Null, 0 or -1 where there is no limit. */
    readonly PidsLimit: number | null;
    /** Billionths of a CPU; `docker update --cpus` writes it. */
    readonly NanoCpus: number;
    /** Microseconds of CPU in each period of `CpuPeriod`; both 0 where there is no such limit. */
    readonly CpuQuota: number;
    readonly CpuPeriod: number;
    readonly RestartPolicy: { readonly Name: string; readonly MaximumRetryCount: number };
    /** `bridge`, `host`, `none`, a network's name or id, or `container:<id>`. */
    readonly NetworkMode: string;
    /** As the network's mode; empty for one's own. */
    readonly PidMode: string;
    readonly IpcMode: string;
    /** What was asked for, where the container does not run, too. By `80/tcp`. */
    readonly PortBindings: PortBindings | null;
    readonly Devices: readonly { readonly PathOnHost: string; readonly PathInContainer: string }[] | null;
  };
  readonly Mounts: readonly HostMount[];
  readonly NetworkSettings: {
    /** By the network's name. */
    readonly Networks: Readonly<Record<string, HostEndpoint>> | null;
    /** As bound now. */
    readonly Ports: PortBindings | null;
  };
}

/** By `80/tcp`; null where the port is only exposed. */
type PortBindings = Readonly<Record<string, readonly { readonly HostIp: string; readonly HostPort: string }[] | null>>;

/** Something mounted in a container: a volume has a name, a folder of the host none. */
export interface HostMount {
  readonly Type: string;
  readonly Name?: string;
  /** The path on the host. */
  readonly Source: string;
  readonly Destination: string;
  /** Whether it can be written to. */
  readonly RW: boolean;
}

/** A container's place on a network. */
export interface HostEndpoint {
  readonly NetworkID: string;
  /** Empty while the container does not run. */
  readonly IPAddress: string;
  readonly GlobalIPv6Address: string;
  /** The addresses that were asked for. */
  readonly IPAMConfig: { readonly IPv4Address?: string; readonly IPv6Address?: string } | null;
  readonly Aliases: readonly string[] | null;
}

/** The part of `docker network inspect` that is used (Docker Engine API, NetworkInspect). */
export interface HostNetwork {
  readonly Id: string;
  readonly Name: string;
  readonly Driver: string;
  readonly Labels: Readonly<Record<string, string>> | null;
  readonly IPAM: {
    readonly Config: readonly { readonly Subnet?: string; readonly Gateway?: string }[] | null;
  };
  /** By id those containers that are on it and run. */
  readonly Containers: Readonly<Record<string, { readonly Name: string }>> | null;
}

/** The part of `docker volume inspect` that is used (Docker Engine API, VolumeInspect). */
export interface HostVolume {
  readonly Name: string;
  readonly Driver: string;
  readonly Mountpoint: string;
  readonly Options: Readonly<Record<string, string>> | null;
  readonly Labels: Readonly<Record<string, string>> | null;
}

/**
 * All that a host has, by six commands of `docker`, three at a time.
 *
 * @throws ProblemError HL749 (exit code 1) where `docker` does not answer
 */
export async function takeSnapshot(docker: Docker): Promise<Snapshot> {
  const [containers, networks, volumes] = await Promise.all([
    readContainers(docker),
    readNetworks(docker),
    readVolumes(docker),
  ]);
  return { containers, networks, volumes };
}

/** A host of which nothing is known. */
export const nothingKnown: Snapshot = { containers: [], networks: [], volumes: [] };

/**
 * As {@link takeSnapshot}; nothing where `docker` does not answer at all: Pulumi's provider may reach the host by itself,
 * or reports what is wrong.
 *
 * @throws ProblemError HL749 where it answers in part: what is there must not be guessed
 */
export async function trySnapshot(docker: Docker): Promise<Snapshot | undefined> {
  const parts = [readContainers(docker), readNetworks(docker), readVolumes(docker)] as const;
  const failed = (await Promise.allSettled(parts)).filter(({ status }) => status === "rejected");
  if (failed.length === parts.length) return undefined;
  const [containers, networks, volumes] = await Promise.all(parts);
  return { containers, networks, volumes };
}

/** All containers, those that do not run among them. @throws ProblemError HL749 as {@link takeSnapshot} */
export function readContainers(docker: Docker): Promise<HostContainer[]> {
  return inspectAll<HostContainer>(docker, "container", ["--all", "--no-trunc"]);
}

/** All networks, the engine's own among them. @throws ProblemError HL749 as {@link takeSnapshot} */
export function readNetworks(docker: Docker): Promise<HostNetwork[]> {
  return inspectAll<HostNetwork>(docker, "network", ["--no-trunc"]);
}

/** All volumes. @throws ProblemError HL749 as {@link takeSnapshot} */
export function readVolumes(docker: Docker): Promise<HostVolume[]> {
  return inspectAll<HostVolume>(docker, "volume", []);
}

async function inspectAll<T>(docker: Docker, kind: string, options: readonly string[]): Promise<T[]> {
  const ids = await docker.lines([kind, "ls", "--quiet", ...options]);
  if (ids.length === 0) return [];
  const args = [kind, "inspect", ...ids];
  const result = await docker.run(args);
  // What went between the two commands is no failure: of all others it answers.
  if (result.code !== 0 && !isAbsent(result)) throw unanswered(args, result);
  return JSON.parse(result.stdout) as T[];
}
