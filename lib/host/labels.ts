import type { ServiceModel, StackModel } from "../model/index.ts";
import type { HostContainer } from "./snapshot.ts";

/** Something of the host's that carries labels. */
interface Labelled {
  readonly Labels: Readonly<Record<string, string>> | null;
}

/** Compose's label of a container (its `Config`) or a network, without `com.docker.compose.` in front; nothing where it is not set. */
export function composeLabel({ Labels }: Labelled, label: string): string | undefined {
  return Labels?.[`com.docker.compose.${label}`];
}

/** Whether a container was made for a service: by Pulumi or by `docker compose`, which label theirs alike. */
export function isOf({ Config }: HostContainer, service: ServiceModel, stack: StackModel): boolean {
  return (
    composeLabel(Config, "project") === stack.name &&
    composeLabel(Config, "service") === service.key &&
    composeLabel(Config, "oneoff") !== "True"
  );
}

/** A container's name, without the slash that the engine puts before it. */
export function nameOf({ Name }: HostContainer): string {
  return Name.slice(1);
}

/** The container of a service: the one on its name, else one made for it that was renamed; nothing where there is none. */
export function containerOf(
  all: readonly HostContainer[],
  service: ServiceModel,
  stack: StackModel,
): HostContainer | undefined {
  const isIt = (one: HostContainer) =>
    isOf(one, service, stack) &&
    (service.number === undefined || composeLabel(one.Config, "container-number") === String(service.number));
  return all.find((one) => nameOf(one) === service.containerName) ?? all.find(isIt);
}
