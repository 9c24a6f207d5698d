import type { HomelabModel, ServiceModel, StackModel } from "../model/index.ts";

/** A service together with the stack that it belongs to. */
export interface Placed {
  readonly stack: StackModel;
  readonly service: ServiceModel;
}

/** All services of a homelab, in the model's order. */
export function* servicesOf(model: HomelabModel): Generator<Placed> {
  for (const stack of model.stacks) for (const service of stack.services) yield { stack, service };
}

/** The items by a key, in their order: for whatever may exist once only. */
export function groupBy<T>(items: Iterable<T>, key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group) group.push(item);
    else groups.set(key(item), [item]);
  }
  return groups;
}

/** Whether a path is another or lies below it: `nextcloud/cron` is within `nextcloud`. */
export function isWithin(path: string, root: string): boolean {
  return path === root || path.startsWith(root === "/" ? root : `${root}/`);
}

/** All services by `stack/key`, as dependencies name them. */
export function servicesByAddress(model: HomelabModel): Map<string, ServiceModel> {
  return new Map([...servicesOf(model)].map(({ stack, service }) => [`${stack.name}/${service.key}`, service]));
}
