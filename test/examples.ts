import { readdirSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Homelab } from "homelab-stacks";

/** A small homelab of stacks/examples. */
export interface Example {
  /** Its folder's name: `03-metrics`. */
  readonly name: string;
  /** The absolute path of its definition. */
  readonly file: string;
  readonly homelab: Homelab;
}

const folder = fileURLToPath(new URL("../stacks/examples/", import.meta.url));

/** Every example, in the order of their numbers. */
export const examples: readonly Example[] = await Promise.all(
  readdirSync(folder)
    .sort()
    .map(async (name) => {
      const file = `${folder}${name}/homelab.ts`;
      return { name, file, homelab: (await import(pathToFileURL(file).href)).default };
    }),
);
