import { type Dependency, type DependencyCondition, type Service, Stack } from "../core/index.ts";
import { keyOf, sortedBy } from "./names.ts";
import { propsOf } from "./read.ts";
import type { DependencyModel } from "./schema.ts";
import type { Usage } from "./usage.ts";

const strength: Readonly<Record<DependencyCondition, number>> = {
  service_started: 0,
  service_healthy: 1,
  service_completed_successfully: 2,
};

/**
 * What must come before a service: what it names, whose namespaces it joins, and what its values refer to. Of several
 * conditions on one service the strongest holds.
 */
export function dependenciesOf(service: Service, usage: Usage): DependencyModel[] {
  const props = propsOf(service);
  const explicit = (props.dependsOn ?? []).map((one): Dependency => ("service" in one ? one : { service: one }));
  const namespaces = [props.networkMode, props.pid, props.ipc].flatMap((mode): Dependency[] =>
    typeof mode === "object" ? [{ service: mode.service, condition: "service_started" }] : [],
  );
  const merged = new Map<string, DependencyModel>();
  for (const one of [...explicit, ...namespaces, ...usage.dependencies]) {
    if (one.service === service) continue;
    const before = merged.get(one.service.path);
    const read = dependency(one);
    merged.set(one.service.path, before ? both(before, read) : read);
  }
  return sortedBy(merged.values(), (one) => `${one.stack} ${one.service}`);
}

function dependency({ service, condition, restart = false, required = true }: Dependency): DependencyModel {
  return {
    stack: Stack.of(service).node.id,
    service: keyOf(service),
    condition: condition ?? naturalCondition(service),
    ...(restart && { restart }),
    ...(!required && { required }),
  };
}

/** It restarts with that one if either says so, and does without only if both do. */
function both(one: DependencyModel, other: DependencyModel): DependencyModel {
  const [strongest, weaker] = strength[one.condition] >= strength[other.condition] ? [one, other] : [other, one];
  const { required, ...said } = strongest;
  return {
    ...said,
    ...(weaker.restart && { restart: true }),
    ...(required === false && weaker.required === false && { required }),
  };
}

function naturalCondition(service: Service): DependencyCondition {
  const { oneShot, healthcheck } = propsOf(service);
  if (oneShot) return "service_completed_successfully";
  const isOff = healthcheck === undefined || healthcheck === "none";
  return isOff || (typeof healthcheck === "object" && healthcheck.test?.[0] === "NONE")
    ? "service_started"
    : "service_healthy";
}
