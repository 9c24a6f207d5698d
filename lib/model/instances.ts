import { containerNameOf } from "./names.ts";
import type { ServiceModel, StackModel } from "./schema.ts";

/** The containers that a service comes to, each as a service of its own: the same but for its name and number. */
export function instancesOf(service: ServiceModel, stack: Pick<StackModel, "name">): readonly ServiceModel[] {
  const { key, replicas } = service;
  if (replicas === undefined) return [service];
  return Array.from({ length: replicas }, (_, index): ServiceModel => {
    const number = index + 1;
    return { ...service, number, containerName: containerNameOf(stack.name, key, number) };
  });
}

/** All containers of a stack. */
export function allInstances(stack: StackModel): readonly ServiceModel[] {
  return stack.services.flatMap((service) => instancesOf(service, stack));
}
