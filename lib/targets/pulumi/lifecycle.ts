import { formatDuration, type HealthcheckModel, type ServiceModel } from "../../model/index.ts";
import { type Args, type PlanValue, present } from "./resource.ts";

/** Seconds to wait for healthy where the timing stands in the image, unknown to us. */
const unknownDeadline = 300;

/** Seconds on top of what the healthcheck itself may take: the engine's own time to start a container. */
const startTime = 30;

/** How a container starts, and how it stops. */
export function lifecycle(service: ServiceModel): Args {
  const grace = service.stopGracePeriod / 1000;
  const [restart = "no", retries] = service.restart.split(":");
  return present({
    restart,
    maxRetryCount: retries === undefined ? undefined : Number(retries),
    init: service.init,
    stopSignal: service.stopSignal,
    stopTimeout: grace,
    // The provider stops with its own grace, which is none unless it is told.
    destroyGraceSeconds: grace,
    // Anonymous volumes of the image: Compose carries them over, so they must not go with a container.
    removeVolumes: false,
    healthcheck: healthcheck(service.healthcheck),
    // What is waited for is not the provider's to wait for: it waits its full time for a container that has exited, and
    // for a task (`attach`) for ever, which Ctrl-C does not end.
    mustRun: !service.oneShot,
  });
}

/** The timings in the spelling that the provider reads back, Go's. */
function healthcheck(check: HealthcheckModel | undefined): PlanValue | undefined {
  if (check === undefined || check === "image") return undefined;
  if (check === "none") return { tests: ["NONE"] };
  return {
    tests: check.test,
    interval: formatDuration(check.interval),
    timeout: formatDuration(check.timeout),
    retries: check.retries,
    startPeriod: formatDuration(check.startPeriod),
    startInterval: formatDuration(check.startInterval ?? 0),
  };
}

/** The seconds within which a container is healthy or has failed to be. */
export function healthDeadline(check: Exclude<HealthcheckModel, "none">): number {
  if (check === "image") return unknownDeadline;
  return Math.ceil((check.startPeriod + check.retries * (check.interval + check.timeout)) / 1000) + startTime;
}
