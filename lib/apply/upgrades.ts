import type { Problem } from "../core/index.ts";
import type { HostContainer } from "../host/snapshot.ts";
import { type HomelabModel, mountedVolume, type StackModel, type VolumeModel } from "../model/index.ts";
import { forbiddenUpgrade, publishedImage, runChecks } from "../policy/index.ts";

/**
 * What HL137 says of the images that have the data now. The ledger has that of the last render, which may never have been
 * applied: of two allowed steps the host may be asked for both at once. Pure.
 */
export function forbiddenUpgrades(
  model: HomelabModel,
  containers: readonly HostContainer[],
  source: (path: string) => string | undefined,
): readonly Problem[] {
  const stacks = model.stacks.map((stack) => ({
    ...stack,
    volumes: stack.volumes.map((volume) => asOnHost(volume, stack, containers)),
  }));
  const { problems } = runChecks({ ...model, stacks }, source, [forbiddenUpgrade]);
  return problems.filter(({ code }) => code === forbiddenUpgrade.code);
}

/** With the image of the container that has it mounted and is of an app that the stack mounts it in; of several, the engine lists the newest first. */
function asOnHost(volume: VolumeModel, { services }: StackModel, containers: readonly HostContainer[]): VolumeModel {
  const apps = services
    .filter(({ mounts }) => mounts.some((mount) => mountedVolume(mount) === volume.key))
    .map(({ image }) => publishedImage(image).name);
  const found = containers
    .filter(({ Mounts }) =>
      Mounts.some(({ Name, Source }) => (volume.bind ? Source === volume.bind : Name === volume.name)),
    )
    .map(({ Config }) => Config.Image)
    .find((image) => apps.includes(publishedImage(image).name));
  return found === undefined ? volume : { ...volume, formerImage: found };
}
