import { isDeepStrictEqual } from "node:util";
import type { VolumeModel } from "../model/index.ts";

/** The part of `docker volume inspect` that is compared with the definition (Docker Engine API, VolumeInspect). */
export interface InspectedVolume {
  readonly Name: string;
  readonly Driver: string;
  readonly Options: Readonly<Record<string, string>> | null;
  readonly Labels: Readonly<Record<string, string>> | null;
}

/** The fields, in Compose's words, in which a volume that is there is not what the definition says. */
export function volumeDriftOf(found: InspectedVolume, volume: VolumeModel): string[] {
  const labels = Object.entries(found.Labels ?? {}).filter(([name]) => !name.startsWith("com.docker.compose."));
  const same = {
    driver: found.Driver === (volume.driver ?? "local"),
    driver_opts: isDeepStrictEqual({ ...found.Options }, { ...volume.driverOpts }),
    labels: isDeepStrictEqual(Object.fromEntries(labels), { ...volume.labels }),
  };
  return Object.entries(same).flatMap(([field, is]) => (is ? [] : [field]));
}
