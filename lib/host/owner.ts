import { homelabLabel } from "../model/index.ts";
import { composeLabel } from "./labels.ts";
import type { HostContainer, Snapshot } from "./snapshot.ts";

// Whose something on the host is. Each container carries the name of its homelab as a label. Networks and volumes carry
// none, since another label on one that exists would replace it: they belong to whoever's containers are on them.

/** The homelab that a container belongs to; nothing for one that no homelab made, or an earlier version of this program. */
export function ownerOf({ Config }: HostContainer): string | undefined {
  return Config.Labels?.[homelabLabel];
}

/** Something on the host by its name, with its labels. */
interface Thing {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>> | null;
}

/**
 * The name of the homelab that something belongs to where that is not `own`. Pure.
 *
 * A network belongs to the homelab of the containers of its Compose project, whoever else may be on it; a volume to that
 * of the containers that mount it, running or not. Where `own` is among several, it is its own.
 */
export function otherOwner(
  kind: "container" | "network" | "volume",
  { name, labels }: Thing,
  own: string,
  { containers }: Snapshot,
): string | undefined {
  const project = composeLabel({ Labels: labels }, "project");
  const users = {
    container: (one: HostContainer) => one.Name === `/${name}`,
    network: ({ Config }: HostContainer) => project !== undefined && composeLabel(Config, "project") === project,
    volume: ({ Mounts }: HostContainer) => Mounts.some((mount) => mount.Name === name),
  }[kind];
  const owners = containers.filter(users).flatMap((one) => ownerOf(one) ?? []);
  return owners.includes(own) ? undefined : owners.sort()[0];
}
