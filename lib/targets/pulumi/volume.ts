import type { StackModel, VolumeModel } from "../../model/index.ts";
import { keyLabels } from "./labels.ts";
import { type PlannedResource, present, type Ref, textValues } from "./resource.ts";

/**
 * A volume of a stack's own. Nothing deletes it: neither `destroy`, nor a change, since for the provider every change of
 * a volume is a new and empty one in the place of the old.
 */
export function planVolume(host: string, volume: VolumeModel, stack: StackModel, parent: Ref): PlannedResource {
  return {
    type: "Volume",
    name: `${host}/${volume.name}`,
    args: present({
      name: volume.name,
      driver: volume.driver ?? "local",
      driverOpts: textValues(volume.driverOpts),
      labels: keyLabels("volume", volume.key, stack, volume.labels),
    }),
    options: { parent, retainOnDelete: true, ignoreChanges: ["driver", "driverOpts", "labels"] },
  };
}
