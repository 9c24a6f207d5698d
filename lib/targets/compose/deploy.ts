import { formatSize, type ServiceModel } from "../../model/index.ts";
import { type GoStruct, goFloat32, goJson } from "./go-json.ts";
import { pruned } from "./pruned.ts";

// Compose's key `deploy`: the other place for the limits of a service and the number of its containers.

/** As the YAML has it. */
export function deploy({ replicas, ...service }: ServiceModel): Record<string, unknown> {
  const { cpus, gpus, memLimit, memReservation, pidsLimit } = service;
  const limits = pruned({ cpus: cores(cpus), memory: size(memLimit), pids: pidsLimit });
  const devices = gpus && [pruned({ driver: driverOf(gpus), count: "all", capabilities: ["gpu"] })];
  const resources = pruned({ limits, reservations: pruned({ memory: size(memReservation), devices }) });
  // With nothing in it, it would not be there.
  const isEmpty = Object.keys(resources).length === 0;
  return pruned({ replicas: replicas ?? (isEmpty ? 1 : undefined), resources });
}

/** As it is hashed: without the number, and the two structs within never left out. */
export function hashedDeploy({ cpus, gpus, memLimit, memReservation, pidsLimit }: ServiceModel): GoStruct {
  const said = (resource: GoStruct) => (goJson(resource) === "{}" ? undefined : resource);
  const limits = said({ cpus: float(cpus), memory: bytes(memLimit), pids: pidsLimit });
  const devices = gpus && [{ capabilities: ["gpu"], driver: driverOf(gpus), count: -1 }];
  const reservations = said({ memory: bytes(memReservation), devices });
  return { resources: { limits, reservations }, placement: {} };
}

/** Nothing where the engine chooses. */
export function driverOf(gpus: NonNullable<ServiceModel["gpus"]>): string | undefined {
  return gpus === "all" ? undefined : gpus.driver;
}

export function cores(cpus: number | undefined): string | undefined {
  return cpus === undefined ? undefined : String(cpus);
}

export function float(cpus: number | undefined): number | undefined {
  return cpus === undefined ? undefined : goFloat32(cpus);
}

export function size(bytes: number | undefined): string | undefined {
  return bytes === undefined ? undefined : formatSize(bytes);
}

export function bytes(size: number | undefined): string | undefined {
  return size === undefined ? undefined : String(size);
}
