import type { ServiceModel } from "../../model/index.ts";
import { bytes, cores, float, size } from "./amounts.ts";
import { type GoStruct, goJson } from "./go-json.ts";
import { pruned } from "./pruned.ts";
import { hashedSwarm, swarmYaml } from "./swarm.ts";

// Compose's key `deploy`: the other place for the limits of a service and the number of its containers.

/** As the YAML has it; nothing where the service says nothing there. */
export function deploy(service: ServiceModel): Record<string, unknown> | undefined {
  const { deploySyntax, replicas, swarm = {} } = service;
  if (!deploySyntax && service.swarm === undefined) return undefined;
  const { limits, reservations: reserved } = deploySyntax ? limited(service) : nothing;
  const reservations = pruned({ ...reserved, cpus: cores(swarm.reservedCpus) });
  const said = pruned({
    ...swarmYaml(swarm),
    replicas: deploySyntax ? replicas : undefined,
    resources: pruned({ limits, reservations }),
  });
  // With nothing in it, it would not be there.
  return Object.keys(said).length === 0 ? { replicas: 1 } : said;
}

const nothing = { limits: {}, reservations: {} };

function limited({ cpus, gpus, memLimit, memReservation, pidsLimit }: ServiceModel) {
  const devices = gpus && [pruned({ driver: driverOf(gpus), count: "all", capabilities: ["gpu"] })];
  return {
    limits: pruned({ cpus: cores(cpus), memory: size(memLimit), pids: pidsLimit }),
    reservations: pruned({ memory: size(memReservation), devices }),
  };
}

/** As it is hashed: without the number, and the structures within never left out. */
export function hashedDeploy(service: ServiceModel): GoStruct | undefined {
  const { deploySyntax, swarm = {} } = service;
  if (!deploySyntax && service.swarm === undefined) return undefined;
  const said = (resource: GoStruct) => (goJson(resource) === "{}" ? undefined : resource);
  const { cpus, gpus, memLimit, memReservation, pidsLimit }: Partial<ServiceModel> = deploySyntax ? service : {};
  const limits = said({ cpus: float(cpus), memory: bytes(memLimit), pids: pidsLimit });
  const devices = gpus && [{ capabilities: ["gpu"], driver: driverOf(gpus), count: -1 }];
  const reservations = said({ cpus: float(swarm.reservedCpus), memory: bytes(memReservation), devices });
  return hashedSwarm(swarm, { limits, reservations });
}

/** Nothing where the engine chooses. */
export function driverOf(gpus: NonNullable<ServiceModel["gpus"]>): string | undefined {
  return gpus === "all" ? undefined : gpus.driver;
}
