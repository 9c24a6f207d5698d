import type { Check } from "../check.ts";

/** One finding a stack. An image may have a healthcheck of its own, which the definition does not show. */
export const noHealthcheck: Check = {
  code: "HL130",
  level: "advice",
  title: "No healthcheck",
  why: "Docker then takes a container for well as long as its process runs. Nobody can wait for it to be ready, and one that hangs shows as up.",
  fix: 'give it a `healthcheck` with a tool that is in the image, or say `"image"` where the image has one',
  reference: "CIS Docker Benchmark 4.6 and 5.27",
  *find(model) {
    for (const { path, services } of model.stacks) {
      const without = services.filter(({ oneShot, healthcheck }) => !oneShot && healthcheck === undefined);
      if (without.length > 0) yield { path, message: `no healthcheck: ${without.map(({ key }) => key).join(", ")}` };
    }
  },
};
