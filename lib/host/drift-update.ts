import { formatSize, type ServiceModel } from "../model/index.ts";
import { type Drift, drift } from "./drift-kind.ts";
import type { HostContainer } from "./snapshot.ts";

/** A field that `docker update` changes on a container that exists; 0 and the empty text stand for one that is not set. */
interface Updated {
  /** In Compose's words. */
  readonly field: string;
  readonly there: string | number;
  readonly wanted: string | number;
  readonly format?: (value: never) => string;
  /** Whether Pulumi's provider sets it on the running container (its function `resourceDockerContainerUpdate`). */
  readonly inPlace?: boolean;
}

/** All that `docker update` can change (Docker Engine API, ContainerUpdate), the fields among it that no definition sets too. */
export function updateDrift({ HostConfig: host }: HostContainer, service: ServiceModel): Drift[] {
  const { Name: policy, MaximumRetryCount: retries } = host.RestartPolicy;
  const size = { format: formatSize, inPlace: true };
  const fields: Updated[] = [
    {
      field: "restart",
      there: retries > 0 ? `${policy}:${retries}` : policy || "no",
      wanted: service.restart ?? "no",
      inPlace: true,
    },
    { field: "mem_limit", there: host.Memory, wanted: service.memLimit ?? 0, ...size },
    { field: "mem_reservation", there: host.MemoryReservation, wanted: service.memReservation ?? 0, ...size },
    // Where it follows from the limit, it is reported with that.
    ...(host.Memory === (service.memLimit ?? 0)
      ? [{ field: "memswap_limit", there: host.MemorySwap, wanted: service.memswapLimit ?? 2 * host.Memory, ...size }]
      : []),
    {
      field: "cpus",
      there: host.CpuPeriod > 0 ? host.CpuQuota / host.CpuPeriod : host.NanoCpus / 1e9,
      wanted: service.cpus ?? 0,
    },
    { field: "cpu_shares", there: host.CpuShares, wanted: service.cpuShares ?? 0, inPlace: true },
    { field: "cpuset", there: host.CpusetCpus, wanted: service.cpuset ?? "", inPlace: true },
    { field: "cpuset_mems", there: host.CpusetMems, wanted: "" },
    { field: "cpu_rt_period", there: host.CpuRealtimePeriod, wanted: 0 },
    { field: "cpu_rt_runtime", there: host.CpuRealtimeRuntime, wanted: 0 },
    { field: "blkio_weight", there: host.BlkioWeight, wanted: 0 },
    // The engine has null, 0 and -1 for no limit.
    { field: "pids_limit", there: Math.max(0, host.PidsLimit ?? 0), wanted: Math.max(0, service.pidsLimit ?? 0) },
  ];
  return fields.flatMap((one) => {
    const { field, there, wanted, inPlace = false } = one;
    if (there === wanted) return [];
    // To take a limit away, and to see one that is no whole MiB, is beyond the provider.
    const restored = inPlace && !isUnset(wanted) && (one.format === undefined || isWhole(there));
    return drift("changed", messageOf(one), { field, unseen: !restored });
  });
}

function messageOf({ field, there, wanted, format = String }: Updated): string {
  const shown = (value: string | number) => (value === -1 ? "unlimited" : format(value as never));
  if (isUnset(wanted)) return `${field} is ${shown(there)}, and the definition sets none`;
  return `${field} is ${isUnset(there) ? "not set" : shown(there)}, not ${shown(wanted)}`;
}

function isUnset(value: string | number): boolean {
  return value === 0 || value === "";
}

/** The provider counts in MiB, and rounds. */
function isWhole(bytes: string | number): boolean {
  return Number(bytes) % 2 ** 20 === 0;
}
