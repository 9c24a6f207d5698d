import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { ComponentFacts } from "../lib/apps/facts.ts";
import type { Variant } from "../lib/apps/variant.ts";
import { Homelab, Stack } from "../lib/index.ts";

/** One folder of lib/apps. */
export interface Component {
  /** The folder's name. */
  readonly name: string;
  readonly facts: ComponentFacts;
  readonly variants: readonly Variant[];
}

const apps = fileURLToPath(new URL("../lib/apps", import.meta.url));

/** Every component, by the folders of lib/apps, in alphabetical order. */
export const catalogue: readonly Component[] = await Promise.all(
  readdirSync(apps, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort()
    .map(async (name) => {
      const from = (file: string) => import(pathToFileURL(join(apps, name, file)).href);
      return { name, facts: (await from("facts.ts")).facts, variants: (await from("variants.ts")).variants };
    }),
);

/** Every variant of every component. */
export const variants: readonly Variant[] = catalogue.flatMap((component) => component.variants);

/** A homelab of one variant alone, in a stack that is called as the variant is; `apart` puts what it needs of others in another. */
export function homelabOf({ name, define }: Variant, apart = false): Homelab {
  const homelab = new Homelab("kite", { domain: "example.com" });
  const own = new Stack(homelab, name);
  define(own, apart ? new Stack(homelab, `${name}-beside`) : own);
  return homelab;
}
