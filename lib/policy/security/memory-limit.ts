import type { Check } from "../check.ts";

/** One finding a stack: limits depend on the machine, and are set for all services or none. */
export const memoryLimit: Check = {
  code: "HL119",
  level: "advice",
  title: "No memory limit",
  why: "A service that leaks takes the host's memory until the kernel kills something, which need not be the one that leaked.",
  fix: "set `memLimit` to a few times of what `docker stats` shows",
  reference: "OWASP Docker Security Cheat Sheet rule 7; CIS Docker Benchmark 5.11",
  covers: ["CL-0026"],
  *find(model) {
    for (const { path, services } of model.stacks) {
      const without = services.filter((service) => service.memLimit === undefined && !service.oneShot);
      if (without.length > 0) yield { path, message: `no memory limit: ${without.map(({ key }) => key).join(", ")}` };
    }
  },
};
