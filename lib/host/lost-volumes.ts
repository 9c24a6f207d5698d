import type { Problem } from "../core/problem.ts";
import type { StackModel, VolumeModel } from "../model/index.ts";
import type { HostVolume } from "./snapshot.ts";

/** The volumes that some stacks own or mount and the host does not have, whether it ever had them or not. Each once. Pure. */
export function missingVolumes(stacks: readonly StackModel[], there: readonly HostVolume[]): VolumeModel[] {
  const names = new Set(there.map(({ Name }) => Name));
  const missing = stacks
    .flatMap(({ volumes }) => volumes)
    .filter(({ name, bind }) => bind === undefined && !names.has(name));
  return [...new Map(missing.map((one) => [one.name, one])).values()];
}

/**
 * HL756 for a volume that Pulumi's state has and the host has not: somebody removed it, and an app would start on an empty one.
 *
 * @param source where the construct of a path was declared
 */
export function lostVolume(
  { name, path }: VolumeModel,
  source: (path: string) => string | undefined,
  level: Problem["level"],
): Problem {
  const at = source(path);
  return {
    code: "HL756",
    level,
    path,
    ...(at !== undefined && { source: at }),
    message: `the volume ${name} is not on the host any more, and its data is gone; \`up\` would create it empty`,
    fix: `restore it (\`docker volume create ${name}\`, then copy the backup into it); or, to start empty, \`homelab up --recreate-volume ${name}\``,
  };
}
