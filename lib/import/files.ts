import { readFileSync, statSync } from "node:fs";
import { type Data, dataOf, textOf } from "./data.ts";

/** The values of variables, by their names. */
export type Variables = Readonly<Record<string, string | undefined>>;

/** What the secrets and configs of a project hold, by `secrets.<key>` and `configs.<key>`; one that cannot be read is not there. */
export function contentsOf(resolved: Data, variables: Variables): Map<string, string> {
  const found = new Map<string, string>();
  for (const kind of ["secrets", "configs"]) {
    for (const [key, entry] of Object.entries(dataOf(resolved[kind]))) {
      const content = contentOf(dataOf(entry), variables);
      if (content !== undefined) found.set(`${kind}.${key}`, content);
    }
  }
  return found;
}

const largest = 1_000_000;

function contentOf(entry: Data, variables: Variables): string | undefined {
  const { file, content, environment } = entry;
  if (typeof content === "string") return content;
  if (typeof environment === "string") return variables[environment];
  const path = textOf(file);
  if (path === undefined) return undefined;
  try {
    // Whoever reads from a pipe or a device waits, maybe for ever; the engine takes no larger file either.
    const stat = statSync(path);
    if (!stat.isFile() || stat.size > largest) return undefined;
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
  } catch {
    return undefined;
  }
}
