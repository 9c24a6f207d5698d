import type { ServiceModel, StackModel } from "../model/index.ts";
import type { Check } from "./check.ts";
import { servicesOf } from "./walk.ts";

/** A check's `find` for rules that look at one service at a time: what `find` yields are the messages. */
export function perService(find: (service: ServiceModel, stack: StackModel) => Iterable<string>): Check["find"] {
  return function* (model) {
    for (const { stack, service } of servicesOf(model)) {
      for (const message of find(service, stack)) yield { path: service.path, message };
    }
  };
}
