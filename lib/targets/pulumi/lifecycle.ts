import { formatDuration, type HealthcheckModel, type ServiceModel } from "../../model/index.ts";
import { type Args, type PlanValue, present, textValue } from "./resource.ts";

/** Milliseconds that Docker gives a container to stop. */
export const dockersGrace = 10_000;

/** Seconds to wait for healthy where the timing stands in the image, unknown to us. */
const unknownDeadline = 300;

/** Seconds on top of what the healthcheck itself may take: the engine's own time to start a container. */
const startTime = 30;

/** Whether, and how often, the engine starts a container again. */
export function restart(policy: ServiceModel["restart"]): Args {
  const [restart = "no", retries] = (policy ?? "no").split(":");
  return present({ restart, maxRetryCount: retries === undefined ? undefined : Number(retries) });
}

/** The timings in the spelling that the provider reads back, Go's. */
export function healthcheck(check: HealthcheckModel | undefined): PlanValue | undefined {
  if (check === undefined || check === "image") return undefined;
  if (check === "none") return { tests: ["NONE"] };
  if (Object.keys(check).length === 0) return undefined;
  return {
    ...(check.test && { tests: check.test.map(textValue) }),
    interval: formatDuration(check.interval ?? 0),
    timeout: formatDuration(check.timeout ?? 0),
    retries: check.retries ?? 0,
    startPeriod: formatDuration(check.startPeriod ?? 0),
    startInterval: formatDuration(check.startInterval ?? 0),
  };
}

/** The seconds within which a container is healthy or has failed to be. */
export function healthDeadline(check: Exclude<HealthcheckModel, "none">): number {
  if (check === "image" || check.test === undefined) return unknownDeadline;
  const { startPeriod = 0, retries = 3, interval = 30_000, timeout = 30_000 } = check;
  return Math.ceil((startPeriod + retries * (interval + timeout)) / 1000) + startTime;
}
