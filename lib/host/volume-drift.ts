import { isDeepStrictEqual } from "node:util";
import type { ModelText, VolumeModel } from "../model/index.ts";
import type { HostVolume } from "./snapshot.ts";

/** The fields, in Compose's words, in which a volume that is there is not what the definition says. */
export function volumeDriftOf(found: HostVolume, volume: VolumeModel): string[] {
  const labels = Object.entries(found.Labels ?? {}).filter(([name]) => !name.startsWith("com.docker.compose."));
  // What holds a secret's value is not compared here.
  const known = (options: Readonly<Record<string, ModelText>> | null) =>
    Object.fromEntries(
      Object.entries(options ?? {}).map(([name, text]) => [
        name,
        typeof volume.driverOpts[name] === "object" ? "" : text,
      ]),
    );
  const same = {
    driver: found.Driver === (volume.driver ?? "local"),
    driver_opts: isDeepStrictEqual(known(found.Options), known(volume.driverOpts)),
    labels: isDeepStrictEqual(Object.fromEntries(labels), { ...volume.labels }),
  };
  return Object.entries(same).flatMap(([field, is]) => (is ? [] : [field]));
}
