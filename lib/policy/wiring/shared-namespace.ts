import type { Check } from "../check.ts";
import { groupBy, servicesOf } from "../walk.ts";

export const sharedNamespace: Check = {
  code: "HL046",
  level: "error",
  title: "Two services listening on one port of a shared network",
  why: "Services that share one container's network share its ports: the second to listen on one fails.",
  fix: "set one of them to another port, or give it a network of its own",
  reference: "Docker: container networks (`--network container:…`)",
  *find(model) {
    const endpoints = servicesOf(model).flatMap(({ stack, service }) => {
      const owner = typeof service.networkMode === "object" ? service.networkMode.service : service.key;
      return service.networkMode === "host"
        ? []
        : service.endpoints.map((one) => ({ ...one, path: service.path, owner, stack }));
    });
    const key = (one: (typeof endpoints)[number]) =>
      `${one.stack.name}/${one.owner} ${one.port}/${one.protocol === "udp" ? "udp" : "tcp"}`;
    for (const [, [first, ...others]] of groupBy(endpoints, key)) {
      for (const { path, port } of others) {
        if (path !== first?.path)
          yield { path, message: `it listens on port ${port}, as "${first?.path}" does on the same network` };
      }
    }
  },
};
