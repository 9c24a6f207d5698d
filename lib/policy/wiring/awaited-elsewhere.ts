import type { Check } from "../check.ts";
import { servicesByAddress, servicesOf } from "../walk.ts";

export const awaitedElsewhere: Check = {
  code: "HL047",
  level: "advice",
  title: "Waiting for a service of another stack",
  why: "Compose starts each stack for itself and cannot wait for another one. Pulumi does wait.",
  fix: "start the stacks in their order where Compose runs them, or refer by the endpoint's `unorderedUrl` if the app retries by itself",
  reference: "Compose: depends_on within one project",
  *find(model) {
    const byAddress = servicesByAddress(model);
    for (const { stack, service } of servicesOf(model)) {
      for (const { stack: other, service: key } of service.dependsOn) {
        if (other === stack.name) continue;
        const path = byAddress.get(`${other}/${key}`)?.path ?? key;
        yield { path: service.path, message: `it waits for "${path}", which Compose knows nothing of` };
      }
    }
  },
};
