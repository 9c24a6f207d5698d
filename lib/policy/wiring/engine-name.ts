import type { Check, Finding } from "../check.ts";
import { groupBy } from "../walk.ts";

/** Names that Docker has given to networks of its own. */
const predefined = new Set(["bridge", "host", "none", "default"]);

/** `a_b` + `c` and `a` + `b_c` come to one name, and a homelab's shared network has the homelab's own. */
export const engineName: Check = {
  code: "HL026",
  level: "error",
  title: "Two networks or two volumes of one name",
  why: "Networks and volumes are named `<stack>_<id>`, and unique on their host: two of one name would be one, with two owners that each remove it from the other. Docker keeps the names bridge, host, none and default for itself.",
  fix: "give one of them, its stack, or the homelab another id",
  reference: "Docker: `network with name … already exists`",
  *find(model) {
    const networks = model.stacks.flatMap((stack) => stack.networks).filter((one) => !one.external);
    // The shared network was declared by nobody: it is the homelab's own.
    const placed = networks.map(({ path, name }) => ({ path: path === model.name ? "" : path, name }));
    const volumes = model.stacks.flatMap((stack) => stack.volumes).filter((one) => !one.external && !one.bind);
    yield* equalNames("network", placed);
    yield* equalNames("volume", volumes);
    for (const { path, name } of placed) {
      if (predefined.has(name))
        yield { path, message: `its network would be named "${name}", which Docker keeps for itself` };
    }
  },
};

function* equalNames(
  kind: string,
  items: readonly { readonly path: string; readonly name: string }[],
): Generator<Finding> {
  for (const [name, [first, ...others]] of groupBy(items, (item) => item.name)) {
    for (const { path } of others)
      yield {
        path,
        message: `the ${kind} is named "${name}", as that of ${first?.path ? `"${first.path}"` : "the homelab's shared network"}`,
      };
  }
}
