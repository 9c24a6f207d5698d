import type { Check } from "../check.ts";
import { groupBy } from "../walk.ts";

export const bindPath: Check = {
  code: "HL029",
  level: "error",
  waivable: true,
  title: "Two volumes in one folder of the host",
  why: "Two apps would write into one folder, each taking the other's files for its own, and a backup or a removal of one would be one of both.",
  fix: "give one of them another `storage`; where two services are to share a folder, give both the same Volume",
  reference: "none: Compose sees one file at a time",
  *find(model) {
    const volumes = model.stacks.flatMap((stack) => stack.volumes.filter((volume) => volume.bind !== undefined));
    for (const [folder, [first, ...others]] of groupBy(volumes, (volume) => volume.bind ?? "")) {
      for (const { path } of others) {
        if (path !== first?.path) yield { path, message: `it lies in ${folder}, and so does "${first?.path}"` };
      }
    }
  },
};
