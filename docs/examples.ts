import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Homelab } from "../lib/index.ts";
import { build } from "../lib/model/index.ts";
import { graph } from "../lib/targets/documents/graph.ts";

/** A small homelab of stacks/examples. */
export interface Example {
  /** Its folder's name: `03-metrics`. */
  readonly name: string;
  /** The absolute path of its definition. */
  readonly file: string;
  /** The absolute path of what its reader is told. */
  readonly readme: string;
  readonly homelab: Homelab;
}

const folder = fileURLToPath(new URL("../stacks/examples/", import.meta.url));

/** Every example, in the order of their numbers. */
export const examples: readonly Example[] = await Promise.all(
  readdirSync(folder)
    .sort()
    .map(async (name) => {
      const file = `${folder}${name}/homelab.ts`;
      return {
        name,
        file,
        readme: `${folder}${name}/README.md`,
        homelab: (await import(pathToFileURL(file).href)).default,
      };
    }),
);

/** An example's page, whose picture at the end is that of its definition. */
export function withPicture({ readme, homelab }: Example): string {
  const [words = ""] = readFileSync(readme, "utf8").split("\n```mermaid\n");
  return `${words.trimEnd()}\n\n\`\`\`mermaid\n${graph(build(homelab).model).trimEnd()}\n\`\`\`\n`;
}
