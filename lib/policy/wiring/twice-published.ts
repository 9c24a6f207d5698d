import type { Check } from "../check.ts";
import { perService } from "../per-service.ts";

export const twicePublished: Check = {
  code: "HL050",
  level: "warning",
  title: "One container port published twice",
  why: "Some versions of Docker list the two bindings in another order than they were given, which Pulumi takes for a change: each `up` would replace the container. Compose is not concerned.",
  mend: "publish it once; or acknowledge this where the files are rendered for Compose alone",
  reference: "Pulumi's Docker provider, `ports`",
  find: perService(function* (service) {
    const seen = new Set<string>();
    for (const { target, protocol } of service.ports) {
      const port = `${target}/${protocol}`;
      if (seen.has(port)) yield `port ${port} of the container is published more than once`;
      seen.add(port);
    }
  }),
};
