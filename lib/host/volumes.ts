import type { Problem } from "../core/problem.ts";
import type { HomelabModel } from "../model/index.ts";
import type { HostVolume } from "./snapshot.ts";
import { volumeDriftOf } from "./volume-drift.ts";

/**
 * A warning, HL752, for each volume that is there and was made otherwise than the definition now has it: it stays as it
 * is, for its data's sake. Pure.
 *
 * @param source where the construct of a path was declared
 */
export function volumesMadeOtherwise(
  { stacks }: HomelabModel,
  there: readonly HostVolume[],
  source: (path: string) => string | undefined,
): Problem[] {
  const volumes = stacks.flatMap((stack) => stack.volumes.filter((one) => !one.external && one.bind === undefined));
  return volumes.flatMap((volume): Problem[] => {
    const one = there.find(({ Name }) => Name === volume.name);
    const fields = one === undefined ? [] : volumeDriftOf(one, volume);
    if (fields.length === 0) return [];
    const at = source(volume.path);
    return [
      {
        code: "HL752",
        level: "warning",
        path: volume.path,
        ...(at !== undefined && { source: at }),
        message: `the volume ${volume.name} stays as it was made: by the definition its ${fields.join(" and ")} would be another`,
        fix: `put the definition back; or save its data, \`homelab destroy --volumes ${volume.name}\`, \`homelab up\`, and restore`,
      },
    ];
  });
}
