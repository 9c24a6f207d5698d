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
  const strongest = new Map<string, DependencyModel>();
  for (const { service: other, condition = naturalCondition(other) } of [
    ...explicit,
    ...namespaces,
    ...usage.dependencies,
  ]) {
    if (other === service) continue;
    const before = strongest.get(other.path);
    if (before && strength[before.condition] >= strength[condition]) continue;
    strongest.set(other.path, { stack: Stack.of(other).node.id, service: keyOf(other), condition });
  }
  return sortedBy(strongest.values(), (one) => `${one.stack} ${one.service}`);
}

function naturalCondition(service: Service): DependencyCondition {
  const { oneShot, healthcheck } = propsOf(service);
  if (oneShot) return "service_completed_successfully";
  return healthcheck === undefined || healthcheck === "none" ? "service_started" : "service_healthy";
}
