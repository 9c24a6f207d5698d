import type { ServiceModel, StackModel } from "../model/index.ts";

/** The part of `docker container inspect` that is compared with the definition (Docker Engine API, ContainerInspect). */
export interface Inspected {
  readonly Id: string;
  /** With a slash before it. */
  readonly Name: string;
  /** The image's id. */
  readonly Image: string;
  /** RFC 3339. */
  readonly Created: string;
  readonly State: {
    /** `created`, `running`, `paused`, `restarting`, `removing`, `exited` or `dead`. */
    readonly Status: string;
    readonly ExitCode: number;
    readonly StartedAt: string;
    readonly Health?: { readonly Status: string };
  };
  readonly Config: { readonly Image: string; readonly Labels: Readonly<Record<string, string>> | null };
  readonly HostConfig: {
    /** In bytes; 0 where there is no limit. */
    readonly Memory: number;
    readonly MemoryReservation: number;
    readonly CpuShares: number;
    readonly CpusetCpus: string;
    /** Billionths of a CPU; `docker update --cpus` writes it. */
    readonly NanoCpus: number;
    /** Microseconds of CPU in each period of `CpuPeriod`; both 0 where there is no such limit. */
    readonly CpuQuota: number;
    readonly CpuPeriod: number;
    readonly RestartPolicy: { readonly Name: string; readonly MaximumRetryCount: number };
  };
  readonly NetworkSettings: {
    readonly Networks: Readonly<Record<string, unknown>> | null;
    readonly Ports: Readonly<Record<string, readonly { HostIp: string; HostPort: string }[] | null>> | null;
  };
}

/** Compose's label of a container, without `com.docker.compose.` in front; nothing where it is not set. */
export function composeLabel({ Config }: Inspected, label: string): string | undefined {
  return Config.Labels?.[`com.docker.compose.${label}`];
}

/** Whether a container was made for a service: by Pulumi or by `docker compose`, which label theirs alike. */
export function isOf(container: Inspected, service: ServiceModel, stack: StackModel): boolean {
  return (
    composeLabel(container, "project") === stack.name &&
    composeLabel(container, "service") === service.key &&
    composeLabel(container, "oneoff") !== "True"
  );
}

/** The container of a service: the one on its name, else one made for it that was renamed; nothing where there is none. */
export function containerOf(
  all: readonly Inspected[],
  service: ServiceModel,
  stack: StackModel,
): Inspected | undefined {
  const named = all.find(({ Name }) => Name === `/${service.containerName}`);
  return named ?? all.find((one) => isOf(one, service, stack));
}
