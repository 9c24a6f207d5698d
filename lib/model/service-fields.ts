import type { ServiceModel } from "./schema.ts";

/** What each field of a service comes to in an output, all of them: a forgotten one does not compile. */
export type ServiceFields<At, Out> = {
  readonly [K in keyof ServiceModel]-?: (value: ServiceModel[K], at: At) => Out;
};

/** Each field's output in one object, in the order of `fields`. */
export function mergeFields<At, Out extends object>(
  fields: ServiceFields<At, Out>,
  service: ServiceModel,
  at: At,
): Out {
  const write = fields as Readonly<Record<string, (value: unknown, at: At) => Out>>;
  const merged: object[] = [];
  for (const key of Object.keys(fields)) merged.push(write[key]?.(service[key as keyof ServiceModel], at) ?? {});
  return Object.assign({}, ...merged) as Out;
}
