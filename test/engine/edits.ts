import type {
  ConfigFile,
  ConfigFileProps,
  Network,
  NetworkProps,
  Secret,
  SecretFile,
  SecretFileOptions,
  Service,
  ServiceProps,
  Volume,
  VolumeProps,
} from "homelab-stacks";
import type { Inspected } from "./engine.ts";

// What the tables of edits are made of. Each row is a service of its own, with a property that has one value after another.

/** What an edit does to what it is made on. `in place`: the container stays, and is another than before. */
export type Outcome = "replaced" | "in place" | "nothing";

/** What a value may be made of; each service has its own. */
export interface Parts {
  /** An image without a healthcheck, and one with. */
  readonly images: readonly [string, string];
  /** Services that are healthy, and whose namespaces may be joined. */
  readonly peers: readonly [Service, Service];
  readonly volumes: readonly [Volume, Volume];
  /** A network with ranges of IPv4 and IPv6. */
  readonly side: Network;
  /** A file of the service's own; `content` and `target` have a default. */
  readonly file: (props: Partial<ConfigFileProps>) => ConfigFile;
  /** Generated, but where somebody else is said to issue it. */
  readonly secret: (options?: {
    readonly length?: number;
    readonly alphabet?: "hex";
    readonly issuedBy?: string;
  }) => Secret;
  readonly secretFile: (options: Partial<SecretFileOptions>) => SecretFile;
}

/** A command in a running container: what it wrote, or nothing where it failed. */
export type Exec = (container: string, argv: readonly string[]) => Promise<string>;

/** What is to be seen of a container, after an edit. */
export type Look = (container: Inspected, exec: Exec) => unknown;

/** The values of one property, one after the other, and what each edit comes to. */
export interface Edits<P, Props, Seen> {
  /** What else there is, throughout. */
  readonly with?: Partial<Props> | ((parts: Parts) => Partial<Props>);
  readonly look: (seen: Seen, exec: Exec) => unknown;
  /** Each value (undefined: the property is absent), and what is then seen. */
  readonly states: readonly (readonly [value: P | ((parts: Parts) => P) | undefined, seen: unknown])[];
  /** What each edit does, or all of them. Default: replaced; of a volume: nothing. */
  readonly does?: Outcome | readonly Outcome[];
  /**
   * What preview names as the reason of every edit, or of each. Default: the property, as Compose spells it. Of a volume:
   * in what it differs from the definition after each.
   */
  readonly because?: readonly string[] | readonly (readonly string[])[];
  /** What Compose does with the container where that is something else, and the reason. */
  readonly compose?: { readonly does: Outcome; readonly why: string };
}

/** The part of `docker network inspect` that is looked at. */
export interface SeenNetwork {
  readonly Driver: string;
  readonly Options: Readonly<Record<string, string>>;
  readonly Labels: Readonly<Record<string, string>>;
  readonly Internal: boolean;
  readonly Attachable: boolean;
  readonly EnableIPv6: boolean;
  readonly IPAM: { readonly Config: readonly { readonly Subnet: string }[] };
}

/** The part of `docker volume inspect` that is looked at. */
export interface SeenVolume {
  readonly Driver: string;
  readonly Options: Readonly<Record<string, string>> | null;
  readonly Labels: Readonly<Record<string, string>>;
}

export type Table<Props, Seen, Keys extends keyof Props = keyof Props> = {
  readonly [K in Keys]-?: readonly Edits<Props[K], Props, Seen>[];
};
/** A container with `gpus` starts only where there are some. */
/** A `platform` is that of all containers of an image, and here they share one. */
/** Another `containerName` is another resource, one removed and one created. */
/** Other `replicas` are others created or removed; `deploySyntax` is another way to write the limits, `swarm` what only Swarm goes by. */
/** A `baseline` is what is said of other properties, each of which has its row. */
export type ServiceTable = Table<
  ServiceProps,
  Inspected,
  Exclude<
    keyof ServiceProps,
    "gpus" | "platform" | "containerName" | "replicas" | "deploySyntax" | "swarm" | "baseline"
  >
>;
/** Another `name` or `external` is another network, which the container then joins; there is one `ipamDriver` without a plugin. */
export type NetworkTable = Table<
  NetworkProps,
  SeenNetwork,
  Exclude<keyof NetworkProps, "name" | "external" | "ipamDriver">
>;
/** Another `storage`, `name` or `external` is another place, which the names ledger refuses. */
export type VolumeTable = Table<VolumeProps, SeenVolume, Exclude<keyof VolumeProps, "storage" | "name" | "external">>;

/** A container that waits, and ends as soon as it is told to. */
export const idle = ["sh", "-c", "trap exit TERM INT; sleep 9999 & wait"] as const;

export const host =
  (key: string): Look =>
  ({ HostConfig }) =>
    HostConfig[key];

export const config =
  (key: string): Look =>
  ({ Config }) =>
    Config[key];

export const label =
  (name: string): Look =>
  ({ Config }) =>
    Config.Labels[name];

/** The value of a variable. */
export const variable =
  (name: string): Look =>
  ({ Config }) =>
    Config.Env.find((one) => one.startsWith(`${name}=`))?.slice(name.length + 1);

/** A file's mode, owner and, where root without capabilities may read it, its first line; empty where there is none. */
export const file =
  (path: string): Look =>
  async ({ Id }, exec) =>
    (await exec(Id, ["sh", "-c", `stat -c "%a %u:%g" ${path}; head -n 1 ${path} || true`])).trim().replace("\n", " ");

/** The type itself, inferred from what it is wanted for and not from what is given. */
type Wanted<P> = [P][P extends unknown ? 0 : never];
type How<P, Props, Seen> = Omit<Edits<P, Props, Seen>, "states">;

/** A row: how it is looked at, and its states one after the other. */
export function over<P, Props, Seen>(
  how: How<P, Props, Seen>["look"] | How<P, Props, Seen>,
  ...states: Edits<Wanted<P>, Props, Seen>["states"]
): Edits<P, Props, Seen> {
  return typeof how === "function" ? { look: how, states } : { ...how, states };
}
