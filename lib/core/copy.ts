import { fileURLToPath } from "node:url";

/** One copy of this library, of which npm may install several: each has classes of its own. */
export interface Copy {
  readonly folder: string;
}

/** The key under which every object of this library names the copy that made it, the same in all copies. */
export const copyKey: unique symbol = Symbol.for("homelab-stacks.copy") as never;

/** The copy that this module belongs to. */
export const thisCopy: Copy = { folder: fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "") };

/** The other copy that made a value; nothing where it is this copy's, or none of the library's at all. */
export function foreignCopy(value: unknown): Copy | undefined {
  if (typeof value !== "object" || value === null || !(copyKey in value)) return undefined;
  const copy = value[copyKey] as Copy;
  return copy === thisCopy ? undefined : copy;
}

/** What is said of a value of another copy, whose class is not the one of its name here. */
export function copyMessage(value: unknown, what: string): { readonly message: string; readonly fix: string } {
  // A bundle may put a `_` before a class's name.
  const name = typeof value === "object" && value !== null ? value.constructor.name.replace(/^_/, "") : "object";
  return {
    message: `${what} is a ${name} of another copy of homelab-stacks, in ${foreignCopy(value)?.folder}; the one that reads it is in ${thisCopy.folder}`,
    fix: "have one copy: name homelab-stacks among the `peerDependencies` of the package that brings its own, and install again; `npm ls homelab-stacks` shows every copy",
  };
}
