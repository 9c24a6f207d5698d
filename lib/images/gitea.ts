import type { KnownImage } from "./known-image.ts";

/** The variant without root keeps its data elsewhere: over the other one's folder it starts empty. */
export const rootless = (tag: string): Partial<KnownImage> =>
  tag.endsWith("-rootless") ? { state: "/var/lib/gitea" } : {};

export const gitea = {
  names: ["docker.io/gitea/gitea"],
  files: [/^GITEA__/, "__FILE"],
  state: "/data",
  variant: rootless,
} as const satisfies KnownImage;
