import type { HomelabModel, SecretLookup, ServiceModel, StackModel } from "../../model/index.ts";
import { serviceHash } from "../compose/hash.ts";
import type { HashOf } from "./resource.ts";

/**
 * The config hash that a plan refers to.
 *
 * @param ids the ids of the containers that are joined, in the order in which the plan names them
 * @throws what `secret` throws
 */
export function configHash(
  { path, joins }: HashOf["$hash"],
  model: HomelabModel,
  secret: SecretLookup,
  ids: readonly string[],
): string {
  const { service, stack } = serviceAt(path, model);
  if (joins.length === 0) return serviceHash(service, stack, { secret });
  const byService = new Map(joins.map((join, index) => [join.service, ids[index]]));
  return serviceHash(service, stack, { secret, container: (name) => byService.get(name) ?? name });
}

function serviceAt(path: string, { stacks }: HomelabModel): { service: ServiceModel; stack: StackModel } {
  for (const stack of stacks) {
    const service = stack.services.find((one) => one.path === path);
    if (service !== undefined) return { service, stack };
  }
  throw new TypeError(`no service has the path ${path}`);
}
