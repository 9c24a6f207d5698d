import { isChecked } from "../../model/index.ts";
import type { Check } from "../check.ts";
import { servicesByAddress, servicesOf } from "../walk.ts";

export const awaitedHealth: Check = {
  code: "HL014",
  level: "error",
  title: "Awaited as healthy without a healthcheck",
  why: "A container without a healthcheck never becomes healthy: Compose gives up, and Pulumi waits until its deadline.",
  fix: 'give the awaited service a `healthcheck` (or `"image"` where its image has one), or wait for `service_started`',
  reference: "Compose: `container … has no healthcheck configured`",
  *find(model) {
    const byAddress = servicesByAddress(model);
    for (const { service } of servicesOf(model)) {
      for (const { stack, service: key, condition } of service.dependsOn) {
        const other = byAddress.get(`${stack}/${key}`);
        if (condition !== "service_healthy" || other?.oneShot !== false || isChecked(other.healthcheck)) continue;
        yield { path: service.path, message: `it waits for "${other.path}" to be healthy, which has no healthcheck` };
      }
    }
  },
};
