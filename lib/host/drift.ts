import type { ServiceModel, StackModel } from "../model/index.ts";
import { type Drift, drift } from "./drift-kind.ts";
import { joinedDrift, networkDrift } from "./drift-network.ts";
import { updateDrift } from "./drift-update.ts";
import { composeLabel, isOf, nameOf } from "./labels.ts";
import type { HostContainer } from "./snapshot.ts";

/** That the label of Compose's hash is another: said where no field is known that differs. */
export const anotherDefinition = "it was made of another definition";

/** What a service's container is compared with. */
export interface Expected {
  readonly service: ServiceModel;
  readonly stack: StackModel;
  /** The hashes of the definition that Compose's releases make; nothing where they cannot be computed, without the secrets. */
  readonly hashes?: readonly string[] | undefined;
  /** The container of another service of the stack. */
  readonly containerOf: (service: string) => HostContainer | undefined;
}

/**
 * How a container differs from its service: its state, the label of Compose's hash (which stands for every field that it
 * was made with), and what `docker update`, `rename`, `network` and `restart` change on a container that exists.
 * What is in a delivered file is no part of the hash.
 */
export function driftOf(container: HostContainer | undefined, expected: Expected): Drift[] {
  const { service, stack, hashes, containerOf } = expected;
  if (container === undefined) return [drift("missing", "there is no such container")];
  if (!isOf(container, service, stack)) {
    return [drift("not ours", "a container that was not made for it has its name")];
  }
  const other = definition(container, hashes);
  const byHand = [
    ...renamed(container, service),
    ...updateDrift(container, service),
    ...networkDrift(container, service, stack),
    ...joinedDrift(container, service, containerOf),
  ];
  // Of another definition, it is recreated for that: Pulumi sees it by the label.
  const seen = other.some(({ kind }) => kind === "changed");
  return [
    ...state(container, service),
    ...other,
    ...(seen ? byHand.map((one) => ({ ...one, unseen: false })) : byHand),
  ];
}

function state({ State }: HostContainer, { oneShot }: ServiceModel): Drift[] {
  const { Status, ExitCode, Health } = State;
  if (Status === "restarting") {
    return [drift("stopped", `it exits with code ${ExitCode} each time it is started`, { unseen: true })];
  }
  if (Status === "running") {
    return Health?.Status === "unhealthy" ? [drift("stopped", "it is unhealthy", { unseen: true })] : [];
  }
  // The engine counts a paused container as running, and so does the provider.
  if (Status === "paused") return [drift("stopped", "it is paused", { unseen: true })];
  if (oneShot && Status === "exited") {
    // Pulumi's state has the code of when the task was begun: nothing, and that is 0.
    return ExitCode === 0 ? [] : [drift("stopped", `it ended with code ${ExitCode}`, { unseen: true })];
  }
  return [drift("stopped", Status === "exited" ? `it ended with code ${ExitCode}` : `it is ${Status}`)];
}

function definition(container: HostContainer, hashes: readonly string[] | undefined): Drift[] {
  if (hashes === undefined) return [drift("unknown", "whether it is of this definition: it takes the secrets to know")];
  if (hashes.includes(composeLabel(container.Config, "config-hash") ?? "")) return [];
  return [drift("changed", anotherDefinition)];
}

function renamed(container: HostContainer, { containerName }: ServiceModel): Drift[] {
  const name = nameOf(container);
  if (name === containerName) return [];
  return [drift("changed", `name is ${name}, not ${containerName}`, { field: "name" })];
}
