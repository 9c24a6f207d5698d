import type { Check } from "../check.ts";
import { servicesByAddress, servicesOf } from "../walk.ts";

export const awaitedEnd: Check = {
  code: "HL035",
  level: "error",
  title: "Awaited for what never comes",
  why: "A one-shot is awaited for its success: it ends, and is then neither healthy nor running. A service that keeps running never completes.",
  fix: "leave out the `condition`: it follows from the awaited service; or mark that one `oneShot`",
  reference: "Compose: depends_on conditions",
  *find(model) {
    const byAddress = servicesByAddress(model);
    for (const { service } of servicesOf(model)) {
      for (const { stack, service: key, condition } of service.dependsOn) {
        const other = byAddress.get(`${stack}/${key}`);
        if (other?.oneShot === true && condition === "service_healthy") {
          yield { path: service.path, message: `it waits for "${other.path}" to be healthy, which runs once and ends` };
        }
        if (
          other?.oneShot === false &&
          condition === "service_completed_successfully" &&
          (other.restart ?? "no") !== "no"
        ) {
          yield { path: service.path, message: `it waits for "${other.path}" to end, which keeps running` };
        }
      }
    }
  },
};
