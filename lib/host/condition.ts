import type { WatchedContainer } from "./watched-container.ts";

/** How long a container without a healthcheck has to run before it counts as running, in milliseconds. */
export const steadyAfter = 5_000;

/** What a container may take beyond what its healthcheck says, in milliseconds: the engine's own time to start it. */
const startTime = 30_000;

/** A container that was made and does not start within this time stays as it is, in milliseconds. */
const startWithin = 30_000;

/** From so many exits on, a container that is restarted is in a loop: one exit is how some programs end their setup. */
const exitsOfALoop = 2;

/** As long as it runs once more, it may still get well: then some more exits make a loop. */
const exitsAtMost = 4;

/** What is known of a container besides what the engine says of it now. Times in milliseconds. */
export interface Watch {
  /** The engine's own clock now. */
  readonly now: number;
  /** The engine's clock when the watch began. */
  readonly begun: number;
  /** How often the engine had restarted it when the watch began; 0 for one that was made since. */
  readonly restarts: number;
  /** It ends by itself, with code 0. */
  readonly oneShot: boolean;
  /** Whether something waits for the end of a task that ran before. Default: false. */
  readonly isAwaited?: boolean;
  /** The engine's clock when the command began that watches. */
  readonly since: number;
  /** How long it has to run where it has no healthcheck. */
  readonly steadyAfter: number;
}

/**
 * What became of a container: `pending` until that is known. `loops`: it exits, and the engine restarts it. `failed`: it
 * exited with another code than 0 and was to end by itself. `exited`: it was not. `unhealthy`: it runs, and its
 * healthcheck has not succeeded in time.
 */
export type Condition = "pending" | "well" | "loops" | "failed" | "exited" | "unhealthy" | "paused" | "not started";

/** Judges a container by what the engine says of it. Pure. */
export function conditionOf(container: WatchedContainer, watch: Watch): Condition {
  const { Status, ExitCode, Error: reason, Health } = container.State;
  const exits = container.RestartCount - watch.restarts;
  const isWell = () => {
    // A task of this run is waited for, that its failure is reported; one that runs for longer may take hours yet.
    if (watch.oneShot) return !watch.isAwaited && Date.parse(container.State.StartedAt) < watch.since;
    if (hasHealth(Health)) return Health.Status === "healthy";
    return ageOf(container, watch) >= watch.steadyAfter;
  };
  switch (Status) {
    case "paused":
      return "paused";
    case "created":
      return reason || watch.now - watch.begun > startWithin ? "not started" : "pending";
    case "exited":
    case "dead":
      if (!watch.oneShot) return "exited";
      return ExitCode === 0 ? "well" : "failed";
    case "restarting":
      return exits >= exitsOfALoop || isOldLoop(container, watch) ? "loops" : "pending";
    default:
      if (isWell()) return "well";
      if (hasHealth(Health) && exits >= exitsAtMost) return "loops";
      return hasHealth(Health) && ageOf(container, watch) > healthTime(container) ? "unhealthy" : "pending";
  }
}

type Health = WatchedContainer["State"]["Health"];

/** The engine says `none` of a container whose healthcheck was turned off. */
function hasHealth(health: Health): health is NonNullable<Health> {
  return health !== undefined && health.Status !== "none";
}

/** One that was in a loop before anybody looked. */
function isOldLoop({ RestartCount, Created }: WatchedContainer, { begun }: Watch): boolean {
  return RestartCount >= exitsOfALoop && Date.parse(Created) < begun - startWithin;
}

function ageOf({ State }: WatchedContainer, { now }: Watch): number {
  return now - Date.parse(State.StartedAt);
}

/** Within which time a container is healthy or has failed to be, in milliseconds, by the healthcheck that it runs with. */
export function healthTime({ Config }: WatchedContainer): number {
  const { Interval = 0, Timeout = 0, StartPeriod = 0, Retries = 0 } = Config.Healthcheck ?? {};
  // What is 0 has the engine's default (moby, daemon/health.go).
  const often = (Interval || 30e9) + (Timeout || 30e9);
  return (StartPeriod + (Retries || 3) * often) / 1e6 + startTime;
}
