import type { UpgradeRule } from "./upgrade.ts";

/** What is known of an image that its user cannot see from outside, from its Dockerfile, entrypoint and documentation. */
export interface KnownImage {
  /** Its repositories, by the registries that have it: `docker.io/library/postgres`. */
  readonly names: readonly [string, ...string[]];
  /** The variables whose value it reads from a file, and how that is written. */
  readonly files?: readonly [variable: RegExp, suffix: "_FILE" | "__FILE" | "file://"];
  /** Programs that a healthcheck might want and that are not in it. `all`: not even a shell. */
  readonly lacks?: readonly string[] | "all";
  /** Where it keeps what must outlive the container. */
  readonly state?: string;
  /** What its entrypoint needs to start as root, and what each is for. */
  readonly capabilities?: Readonly<Record<string, string>>;
  /** What only some of its uses need besides, and what for. */
  readonly optional?: Readonly<Record<string, string>>;
  /** What it reads when it sets up an empty data folder, and not again. */
  readonly firstStart?: FirstStart;
  /** From which version its data may come to which. Default: nothing is known. */
  readonly upgrade?: UpgradeRule;
  /** In what an image with such a tag is different. */
  readonly variant?: (tag: string) => Partial<KnownImage>;
}

export interface FirstStart {
  readonly variable: RegExp;
  /** The command at which a new value is entered while it runs. `value` gives a variable's plain text, where it has one. */
  readonly renewal: (value: (variable: string) => string | undefined) => Renewal;
}

/** A command in the container, see `SecretRenewal` of a secret's file. */
export interface Renewal {
  readonly command: readonly string[];
  readonly enter?: string | undefined;
  readonly user?: string | undefined;
}

/** Neither is in images that are made of Debian with little more than one program. */
export const clients = ["curl", "wget"] as const;
