import type { Problem } from "../core/problem.ts";
import type { HomelabModel } from "../model/index.ts";
import { tryExec } from "../system/exec.ts";
import { type InspectedVolume, volumeDriftOf } from "./index.ts";

/**
 * A warning, HL752, for each volume that is there and was made otherwise than the definition has it by now: it stays as it
 * is, for its data's sake. None where `docker` does not answer, since Pulumi may reach the host by itself.
 *
 * @param options those before a command of `docker` that lead it to the host which Pulumi applies to
 * @param source where the construct of a path was declared
 */
export async function volumesMadeOtherwise(
  { stacks }: HomelabModel,
  options: readonly string[],
  source: (path: string) => string | undefined,
): Promise<Problem[]> {
  const volumes = stacks.flatMap((stack) => stack.volumes.filter((one) => !one.external && one.bind === undefined));
  if (volumes.length === 0) return [];
  // Of those that are not there yet it complains, and answers all the same.
  const { stdout } = await tryExec("docker", [...options, "volume", "inspect", ...volumes.map(({ name }) => name)]);
  const found = stdout.trim() === "" ? [] : (JSON.parse(stdout) as InspectedVolume[]);
  return volumes.flatMap((volume): Problem[] => {
    const one = found.find(({ Name }) => Name === volume.name);
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
