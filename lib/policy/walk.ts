import type { HomelabModel, ServiceModel, StackModel } from "../model/index.ts";

/** A service together with the stack that it belongs to. */
export interface Placed {
  readonly stack: StackModel;
  readonly service: ServiceModel;
}

/** Remembers what is derived from a model, which never changes: many checks ask for the same. */
export function perModel<T>(derive: (model: HomelabModel) => T): (model: HomelabModel) => T {
  const known = new WeakMap<HomelabModel, { readonly value: T }>();
  return (model) => {
    const before = known.get(model);
    if (before) return before.value;
    const value = derive(model);
    known.set(model, { value });
    return value;
  };
}

/** All services of a homelab, in the model's order. */
export const servicesOf = perModel((model): readonly Placed[] =>
  model.stacks.flatMap((stack) => stack.services.map((service) => ({ stack, service }))),
);

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
export const servicesByAddress = perModel(
  (model): ReadonlyMap<string, ServiceModel> =>
    new Map(servicesOf(model).map(({ stack, service }) => [`${stack.name}/${service.key}`, service])),
);

/** Which service publishes another's ports: itself, or the one whose network it is on. */
export function publisherOf(model: HomelabModel, { stack, service }: Placed): ServiceModel {
  const { networkMode } = service;
  const owner =
    typeof networkMode === "object"
      ? servicesOf(model).find((one) => one.stack === stack && one.service.key === networkMode.service)
      : undefined;
  return owner && owner.service !== service && owner.service.networkMode === undefined ? owner.service : service;
}

/** All services by their construct path, as routes name them. */
export const servicesByPath = perModel(
  (model): ReadonlyMap<string, ServiceModel> =>
    new Map(servicesOf(model).map(({ service }) => [service.path, service] as const)),
);
