import type { HealthcheckProps } from "../core/index.ts";

/** How long a start may take, as Compose writes durations, and what else differs from the defaults here. */
type Times = Partial<Omit<HealthcheckProps, "test">> & Pick<HealthcheckProps, "startPeriod">;

/** A page asked for with curl: an answer of 400 and above fails. Every 10 seconds; six failures in a row make it unhealthy. */
export function curl(url: string, times: Times): HealthcheckProps {
  return health(["CMD", "curl", "-fsS", "-o", "/dev/null", url], times);
}

/** The same with busybox' wget. */
export function wget(url: string, times: Times): HealthcheckProps {
  return health(["CMD", "wget", "-q", "-O", "/dev/null", url], times);
}

/** Any command, with the times that are the same for all. */
export function health(test: readonly string[], times: Times): HealthcheckProps {
  return { test, interval: "10s", timeout: "10s", retries: 6, ...times };
}
