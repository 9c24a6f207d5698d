/** The part of `docker container inspect` by which a container is judged (Docker Engine API, ContainerInspect). */
export interface WatchedContainer {
  readonly Id: string;
  /** With a slash before it. */
  readonly Name: string;
  /** RFC 3339. */
  readonly Created: string;
  readonly RestartCount: number;
  readonly State: {
    /** `created`, `running`, `paused`, `restarting`, `removing`, `exited` or `dead`. */
    readonly Status: string;
    readonly ExitCode: number;
    /** What kept it from starting, where something did. */
    readonly Error?: string;
    readonly OOMKilled?: boolean;
    readonly StartedAt: string;
    readonly Health?: { readonly Status: string; readonly Log?: readonly { readonly Output: string }[] | null };
  };
  readonly Config: {
    readonly User: string;
    /** In nanoseconds. */
    readonly Healthcheck?: {
      readonly Interval?: number;
      readonly Timeout?: number;
      readonly StartPeriod?: number;
      readonly Retries?: number;
    };
  };
  readonly HostConfig: {
    readonly Privileged: boolean;
    readonly ReadonlyRootfs: boolean;
    readonly CapAdd: readonly string[] | null;
    readonly CapDrop: readonly string[] | null;
    readonly SecurityOpt: readonly string[] | null;
    /** In bytes; 0 where there is no limit. */
    readonly Memory: number;
    readonly NetworkMode: string;
    readonly RestartPolicy: { readonly Name: string };
  };
}
