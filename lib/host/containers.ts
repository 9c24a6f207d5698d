import { ProblemError } from "../core/problem.ts";
import type { HomelabModel, SecretLookup, ServiceModel, StackModel } from "../model/index.ts";
import { serviceHash } from "../targets/compose/hash.ts";
import { type Drift, driftOf } from "./drift.ts";
import { containerOf, isOf } from "./labels.ts";
import type { HostContainer } from "./snapshot.ts";

/** A service, its container on the Docker host, and how the two differ. */
export interface Found {
  readonly stack: StackModel;
  readonly service: ServiceModel;
  readonly container: HostContainer | undefined;
  /** Empty where the container is what the definition says. */
  readonly drift: readonly Drift[];
}

/**
 * Every service of a homelab with its container. Pure.
 *
 * @param all the containers of the host
 * @param secret the values that are part of a container's hash; without it that is not compared
 */
export function findContainers(
  { stacks }: HomelabModel,
  all: readonly HostContainer[],
  secret?: SecretLookup,
): Found[] {
  return stacks.flatMap((stack) =>
    stack.services.map((service) => {
      const container = containerOf(all, service, stack);
      const hash = secret && labelHash(service, stack, all, secret);
      return { stack, service, container, drift: driftOf(container, { service, stack, hash }) };
    }),
  );
}

/** The hash as the label has it: with the ids of the containers whose namespaces it joins. */
function labelHash(
  service: ServiceModel,
  stack: StackModel,
  all: readonly HostContainer[],
  secret: SecretLookup,
): string | undefined {
  const idOf = (key: string) => {
    const other = stack.services.find((one) => one.key === key);
    return (other && all.find((one) => isOf(one, other, stack)))?.Id ?? key;
  };
  try {
    return serviceHash(service, stack, { secret, container: idOf });
  } catch (error) {
    // A secret that the store does not have yet.
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}
