import * as all from "./all.ts";
import type { KnownImage } from "./known-image.ts";

export type { FirstStart, KnownImage, Renewal } from "./known-image.ts";
export { refusedJump, type UpgradeRule } from "./upgrade.ts";

const known: readonly KnownImage[] = Object.values(all).flat();

const byName: ReadonlyMap<string, KnownImage> = new Map(
  known.flatMap((image) => image.names.map((name) => [name, image])),
);

/**
 * What is known of an image with this tag; nothing where it is not one of those above.
 *
 * @param name the image as its publisher names it, in full: `docker.io/library/postgres`
 */
export function knownImage(name: string, tag = ""): Partial<KnownImage> {
  const image = byName.get(name);
  const { lacks } = image ?? {};
  return {
    ...image,
    ...image?.variant?.(tag),
    // Alpine's busybox has a shell and wget; what is made without a distribution has nothing.
    ...(lacks !== undefined && tag.includes("alpine") && { lacks: ["curl"] }),
    ...(tag.includes("distroless") && { lacks: "all" }),
  };
}

/** What is known of an image whose repository ends in this name, wherever it was copied to: `postgres`, `nextcloud`. */
export function knownByLastName(last: string): Partial<KnownImage> {
  return known.find(({ names: [first] }) => first.split("/").at(-1) === last) ?? {};
}
