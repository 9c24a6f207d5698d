import type { Problem } from "../core/index.ts";
import type { Docker } from "../host/docker.ts";
import { hintOf } from "../host/hints.ts";
import { ContainerWatch, lastWords, type Outcome } from "../host/watch.ts";
import {
  allInstances,
  type HomelabModel,
  parseDuration,
  type SecretLookup,
  type ServiceModel,
} from "../model/index.ts";
import { wantedSecrets } from "../project/wanted-secrets.ts";
import type { Settle } from "../targets/pulumi/program.ts";
import { failureOf } from "./failure.ts";
import { reportOf } from "./report.ts";
import { complete } from "./updates.ts";

/** What reporting a container takes besides the container. */
export interface Reporting {
  /** The values of the secrets: where a container wrote one, it is left out. */
  readonly secret: SecretLookup;
  /** Where the construct of a path was declared: `stacks/homelab.ts:12`. */
  readonly source: (path: string) => string | undefined;
  /** Hears what is waited for, where that takes long. */
  readonly tell: (line: string) => void;
}

/** A task that runs for longer than this is named, in milliseconds: it may take hours, or be none that ends. */
const longTask = 5_000;

/** Waits for each container of a model until it runs, is healthy or has done its task, and reports each that does not. */
export function settling(model: HomelabModel, docker: Docker, { secret, source, tell }: Reporting): Settle {
  const all = model.stacks.flatMap((stack) => allInstances(stack).map((service) => ({ stack: stack.name, service })));
  const services = new Map(all.map((one) => [one.service.containerName, one]));
  const watch = new ContainerWatch(docker, watchSettings());
  const awaited = new Set(
    all.flatMap(({ service: { dependsOn } }) =>
      dependsOn
        .filter(({ condition }) => condition === "service_completed_successfully")
        .map(({ stack, service }) => `${stack}/${service}`),
    ),
  );
  const hidden = wantedSecrets(model.stacks).flatMap(({ name }) => secret(name) || []);
  return async (id, name) => {
    const found = services.get(name);
    if (found === undefined) return undefined;
    const { service } = found;
    const place = source(service.path);
    const report = (problem: Problem) =>
      reportOf([{ ...problem, path: service.path, ...(place && { source: place }) }]);
    const incomplete = await complete(id, service, docker);
    if (incomplete !== undefined) return report(incomplete);
    const isAwaited = awaited.has(`${found.stack}/${service.key}`);
    const sayWhat = () => tell(`waiting for the task ${name} to end; Ctrl-C ends the wait, not the task`);
    const timer = service.oneShot ? setTimeout(sayWhat, longTask) : undefined;
    const outcome = await watch.outcome(id, { oneShot: service.oneShot, isAwaited });
    clearTimeout(timer);
    if (outcome.condition === "well") return undefined;
    const words = outcome.condition === "gone" ? [] : await lastWords(id, docker);
    const log = words.map((line) => hidden.reduce((left, value) => left.replaceAll(value, "[secret]"), line));
    return report(problemOf(outcome, service, log));
  };
}

/** HL770 to HL772: a container that does not run, is not healthy, or a task that failed. Pure. */
export function problemOf(
  { condition, container, exitCode, reason }: Outcome,
  service: ServiceModel,
  log: readonly string[],
): Problem {
  const name = service.containerName;
  const hint = container && hintOf(container, log);
  const withCode = exitCode === undefined ? "" : ` with code ${exitCode}`;
  const why = container?.State.Error ? `: ${container.State.Error}` : "";
  const rest = log.length > 0 ? ({ level: "error", log } as const) : ({ level: "error" } as const);
  const saw = `see what it wrote: \`docker logs ${name}\``;
  switch (condition) {
    case "loops":
      return {
        ...{
          code: "HL770",
          ...rest,
          message: `the container ${name} exits${withCode} each time it is started${why}`,
        },
        fix: hint ?? `${saw}; it is restarted until it runs`,
      };
    case "exited":
      return {
        ...{ code: "HL770", ...rest, message: `the container ${name} exited${withCode}${why}` },
        fix:
          hint ??
          (exitCode === 0 ? "a service keeps running: set `oneShot: true` if it is a task that ends by itself" : saw),
      };
    case "failed":
      return {
        ...{ code: "HL772", ...rest, message: `the task ${name} failed${withCode}${why}` },
        fix: `${hint ?? saw}; the next \`homelab up\` runs it again`,
      };
    case "unhealthy": {
      const said = container?.State.Health?.Log?.at(-1)?.Output.trim().split("\n").at(-1);
      return {
        ...{ code: "HL771", ...rest },
        message: `the container ${name} did not get healthy in time${said ? `; its healthcheck says: ${said}` : ""}`,
        fix: hint ?? saw,
      };
    }
    case "paused":
      return { code: "HL770", ...rest, message: `the container ${name} is paused`, fix: `\`docker unpause ${name}\`` };
    case "not started":
      if (container?.State.Error) return { ...failureOf("container", name, container.State.Error), ...rest };
      return { code: "HL770", ...rest, message: `the container ${name} was not started${why}`, fix: hint ?? saw };
    case "unknown":
      return {
        ...{
          code: "HL749",
          ...rest,
          message: `whether ${name} runs is not known, since \`docker\` does not answer: ${reason}`,
        },
        fix: "have `docker` reach the host that Pulumi applies to; `homelab setup` shows what is missing",
      };
    default:
      return {
        ...{ code: "HL770", ...rest, message: `the container ${name} is gone: something else removed it` },
        fix: "the next `homelab up` creates it again",
      };
  }
}

/** `HOMELAB_WATCH`: how long a container without a healthcheck has to run before it counts as running, `5s` by default. */
function watchSettings() {
  const time = parseDuration(process.env["HOMELAB_WATCH"] ?? "");
  return time === undefined ? {} : { steadyAfter: time };
}
