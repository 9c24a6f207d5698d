import type { Problem } from "../core/index.ts";

/** A key that the definition cannot say: it is left out of that service. */
export interface Refusal {
  readonly service: string;
  /** As the Compose file names it: `pids_limit`, `ports.2`. */
  readonly key: string;
  readonly reason: string;
  readonly fix: string;
}

/** A refusal as it is reported. */
export function refusalProblem(project: string, { service, key, reason, fix }: Refusal): Problem {
  const message = `${key} is not brought in: ${reason}`;
  return { code: "HL723", level: "warning", path: `${project}/${service}`, message, fix };
}
