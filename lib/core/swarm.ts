/**
 * What only Swarm goes by in Compose's key `deploy`. On one host it does nothing, but for `restartPolicy`; it is kept for the Compose file,
 * since Compose hashes it (Compose Deploy Specification). Durations are written as Compose does, `10s`.
 */
export interface SwarmProps {
  readonly mode?: "replicated" | "global";
  readonly endpointMode?: string;
  /** Labels of the Swarm service; the containers' own are the service's `labels`. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly updateConfig?: SwarmUpdate;
  readonly rollbackConfig?: SwarmUpdate;
  /** How often the container starts again, in place of the service's `restart`; `delay` and `window` are Swarm's alone. */
  readonly restartPolicy?: {
    readonly condition: "none" | "any" | "on-failure";
    readonly delay?: string;
    /** With `on-failure`. Default: without end. */
    readonly maxAttempts?: number;
    readonly window?: string;
  };
  readonly placement?: {
    readonly constraints?: readonly string[];
    readonly preferences?: readonly { readonly spread: string }[];
    readonly maxReplicasPerNode?: number;
  };
  /** Processors that Swarm keeps free for it, below `resources.reservations`; the limits then stand there too (`deploySyntax`). */
  readonly reservedCpus?: number;
}

/** How Swarm goes from one version to the next. */
export interface SwarmUpdate {
  readonly parallelism?: number;
  readonly delay?: string;
  readonly failureAction?: string;
  readonly monitor?: string;
  readonly maxFailureRatio?: number;
  readonly order?: "start-first" | "stop-first";
}
