import type { NetworkModel, VolumeModel } from "../../model/index.ts";
import type { Check } from "../check.ts";
import { isWithin } from "../walk.ts";

export const externalOptions: Check = {
  code: "HL045",
  level: "error",
  title: "Settings of what is somebody else's",
  why: "An external network or volume exists already and is never made here: its driver, options, labels and addresses are not ours to set.",
  fix: "leave out everything but `external` (and a volume's `class`)",
  reference: 'Compose: `conflicting parameters "external" and … specified`',
  *find(model) {
    for (const stack of model.stacks) {
      for (const one of [...stack.networks, ...stack.volumes]) {
        if (!one.external || !isWithin(one.path, stack.path) || !hasOptions(one)) continue;
        yield { path: one.path, message: `"${one.name}" is external, and has settings of its own` };
      }
    }
  },
};

function hasOptions(one: NetworkModel | VolumeModel): boolean {
  const maps = Object.keys(one.driverOpts).length + Object.keys(one.labels).length;
  return (
    one.driver !== undefined || maps > 0 || ("ipam" in one && (one.ipam.length > 0 || one.internal || one.attachable))
  );
}
