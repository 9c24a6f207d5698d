import { ProblemError } from "../core/problem.ts";
import {
  allInstances,
  type HomelabModel,
  type SecretLookup,
  type ServiceModel,
  type StackModel,
} from "../model/index.ts";
import { type HashContext, serviceHashes } from "../targets/compose/hash.ts";
import { driftOf } from "./drift.ts";
import type { Drift } from "./drift-kind.ts";
import { containerOf, isOf } from "./labels.ts";
import type { HostContainer } from "./snapshot.ts";

/** A service, its container on the Docker host, and how the two differ. */
export interface ServiceContainer {
  readonly stack: StackModel;
  readonly service: ServiceModel;
  readonly container: HostContainer | undefined;
  /** What its label of Compose's hash may be; nothing where that cannot be computed, without the secrets. */
  readonly hashes: readonly string[] | undefined;
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
): ServiceContainer[] {
  return stacks.flatMap((stack) =>
    allInstances(stack).map((service) => {
      const container = containerOf(all, service, stack);
      const other = (key: string) => {
        const one = stack.services.find((service) => service.key === key);
        return one && all.find((container) => isOf(container, one, stack));
      };
      const hashes = secret && labelHashes(service, stack, { secret, container: (key) => other(key)?.Id ?? key });
      return {
        stack,
        service,
        container,
        hashes,
        drift: driftOf(container, { service, stack, hashes, containerOf: other }),
      };
    }),
  );
}

/** The hashes that the label may be: with the ids of the containers whose namespaces it joins. */
function labelHashes(service: ServiceModel, stack: StackModel, context: HashContext): readonly string[] | undefined {
  try {
    return serviceHashes(service, stack, context);
  } catch (error) {
    // A secret that the store does not have yet.
    if (error instanceof ProblemError) return undefined;
    throw error;
  }
}
