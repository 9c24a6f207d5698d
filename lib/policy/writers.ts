import { type HomelabModel, mountedVolume, type ServiceModel, type VolumeModel } from "../model/index.ts";
import { servicesOf } from "./walk.ts";

/** The services that may write to each volume, by the volume's path: a volume used by several stacks is one. */
export function writersOf(
  model: HomelabModel,
): Map<string, { readonly volume: VolumeModel; readonly writers: ServiceModel[] }> {
  const found = new Map<string, { readonly volume: VolumeModel; readonly writers: ServiceModel[] }>();
  for (const { stack, service } of servicesOf(model)) {
    for (const mount of service.mounts) {
      const key = mountedVolume(mount);
      const volume = stack.volumes.find((one) => one.key === key);
      if (!volume || mount.readOnly) continue;
      const entry = found.get(volume.path) ?? { volume, writers: [] };
      if (!entry.writers.includes(service)) entry.writers.push(service);
      found.set(volume.path, entry);
    }
  }
  return found;
}

/** Whether a task prepares what another one of these keeps: it has ended before that one starts. */
export function isPreparation(task: ServiceModel, others: readonly ServiceModel[]): boolean {
  const awaits = ({ dependsOn }: ServiceModel) =>
    dependsOn.some((one) => one.service === task.key && one.condition === "service_completed_successfully");
  return task.oneShot && others.some((other) => other !== task && awaits(other));
}

/** The path of what a volume was declared in: its component, or its stack. */
export function ownerOf({ path }: VolumeModel): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
