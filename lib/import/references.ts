import { type Data, dataOf, type Json, textOf } from "./data.ts";
import { type Creation, defaultNetwork, type Expr, isFields, Ref } from "./expression.ts";
import { exprOf } from "./plain.ts";
import type { Surroundings } from "./surroundings.ts";

// The parts of a service that refer to other services and to networks.

export function dependencies(value: Json, { services }: Surroundings, service: Data): Expr[] {
  const joined = ["network_mode", "ipc", "pid"].map((key) => textOf(service[key]));
  return Object.entries(dataOf(value)).flatMap(([name, item]): Expr[] => {
    const dependency = services.get(name);
    const { condition, restart, required } = dataOf(item);
    const isImplied = joined.includes(`service:${name}`) && (condition ?? "service_started") === "service_started";
    if (dependency === undefined || isImplied) return [];
    const said = textOf(condition) ?? "service_started";
    const more = { restart: restart === true || undefined, required: required === false ? false : undefined };
    if (said === naturalCondition(dependency) && !more.restart && more.required === undefined)
      return [new Ref(dependency)];
    return [{ service: new Ref(dependency), condition: said, ...more }];
  });
}

/** The condition that holds where none is said. */
function naturalCondition({ props }: Creation): string {
  const check = props["healthcheck"];
  const [kind] = isFields(check) && Array.isArray(check["test"]) ? check["test"] : [];
  return check === undefined || check === "none" || kind === "NONE" ? "service_started" : "service_healthy";
}

export function namespace(value: Json, { services }: Surroundings): Expr {
  const name = /^service:(.*)$/.exec(String(value))?.[1];
  const peer = name === undefined ? undefined : services.get(name);
  return peer ? { service: new Ref(peer) } : String(value);
}

/** Nothing where it is on the stack's own default network alone. */
export function joins(value: Data, { networks }: Surroundings): Expr | undefined {
  const entries = Object.entries(value);
  const isPrivate = networks.get("default") === defaultNetwork;
  if (isPrivate && entries.length === 1 && "default" in value && value["default"] === null) return undefined;
  return entries.flatMap(([key, options]): Expr[] => {
    const network = networks.get(key);
    if (network === undefined) return [];
    if (options === null) return [new Ref(network)];
    const said = exprOf(options ?? {});
    const isSaid = isFields(said) && Object.keys(said).length > 0;
    return [{ network: new Ref(network), ...(isSaid ? said : { longSyntax: true }) }];
  });
}
