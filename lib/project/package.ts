import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Where this package lies: the clone, or its place in node_modules. This file is two folders below it, built as well. */
export const packageRoot = fileURLToPath(new URL("../..", import.meta.url));

/** This package's version. */
export function packageVersion(): string {
  const text = readFileSync(join(packageRoot, "package.json"), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
