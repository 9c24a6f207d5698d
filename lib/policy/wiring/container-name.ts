import { allInstances } from "../../model/index.ts";
import type { Check } from "../check.ts";
import { groupBy } from "../walk.ts";

/** `a-b` + `c` and `a` + `b-c` come to one name. */
export const containerName: Check = {
  code: "HL025",
  level: "error",
  title: "Two containers of one name",
  why: "A container's name is `<stack>-<service>-1` unless its `containerName` says another, and unique on its host: the second cannot be created.",
  fix: "give one of the stacks or services another id, or another `containerName`",
  reference: "Docker: `The container name … is already in use`",
  covers: ["no-duplicate-container-names"],
  *find(model) {
    const services = model.stacks.flatMap(allInstances);
    for (const [name, [first, ...others]] of groupBy(services, (service) => service.containerName)) {
      for (const { path } of others) {
        if (path !== first?.path)
          yield { path, message: `its container is named "${name}", as that of "${first?.path}"` };
      }
    }
  },
};
