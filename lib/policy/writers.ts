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

/**
 * Whether a task runs beside one of these what could as well be run in it: with its image, in its namespaces, once it is healthy. Its
 * files are locked then as between any two processes of the server.
 */
export function isCommand(task: ServiceModel, others: readonly ServiceModel[]): boolean {
  return others.some(({ key, image }) => {
    const joins = [task.networkMode, task.pid].every((mode) => typeof mode === "object" && mode.service === key);
    const waits = task.dependsOn.some((one) => one.service === key && one.condition === "service_healthy");
    return task.oneShot && joins && waits && task.image === image;
  });
}

/** The path of what a volume was declared in: its component, or its stack. */
export function ownerOf({ path }: VolumeModel): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}
