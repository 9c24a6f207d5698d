import { homelabLabel } from "../model/index.ts";
import { composeLabel } from "./labels.ts";
import type { HostContainer, Snapshot } from "./snapshot.ts";

// Whose something on the host is. Each container carries the name of its homelab as a label. Networks and volumes carry
// none, since another label on one that exists would replace it: they belong to whoever's containers are on them.

/** The homelab that a container belongs to; nothing for one that no homelab made, or an earlier version of this program. */
export function ownerOf({ Config }: HostContainer): string | undefined {
  return Config.Labels?.[homelabLabel];
}

/** What makes a container without the homelab's label this homelab's. */
export interface Claims {
  /** The ids that Pulumi's state has. */
  readonly known: ReadonlySet<string>;
  /** Whether files that lie in a folder of the machine are this homelab's, rendered ones. */
  readonly isOwnFolder: (folder: string) => boolean;
  /** The names of stacks and containers that were asked for. */
  readonly adopted: readonly string[];
  /** The name that the homelab had before, where it was given another. */
  readonly formerly?: string | undefined;
}

/**
 * Whether a container is the homelab's: Pulumi's state has it, its label says so, or, where it has none, it was brought up
 * from the homelab's rendered files. Pure.
 */
export function isOwn(container: HostContainer, homelab: string, { known, isOwnFolder, formerly }: Claims): boolean {
  if (known.has(container.Id)) return true;
  const owner = ownerOf(container);
  if (owner !== undefined) return owner === homelab || owner === formerly;
  // By hand, and for a while: `docker compose run`.
  if (composeLabel(container.Config, "oneoff") === "True") return false;
  const folder = composeLabel(container.Config, "project.working_dir") ?? "";
  return folder !== "" && isOwnFolder(folder);
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

/**
 * The container, which no homelab made, of the very Compose project that a moved volume is named after: the volume is that
 * project's, whatever the names ledger says. Nothing where a homelab's container mounts it: see {@link otherOwner}. Pure.
 */
export function strangerOn(volume: string, { containers }: Snapshot): HostContainer | undefined {
  const users = containers.filter(({ Mounts }) => Mounts.some(({ Name }) => Name === volume));
  if (users.some((one) => ownerOf(one) !== undefined)) return undefined;
  return users.find(({ Config }) => {
    const project = composeLabel(Config, "project");
    return project !== undefined && volume.startsWith(`${project}_`);
  });
}
