import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// Compose projects as people have them, and the traps of the format, one a file of `corpus/`: what it is about, what its import
// comes to where that is not the same project again (`differs: web pids_limit`, `refused: HL720`), and its files, each below
// `-- path --`. As text, since git ignores `.env`.

export interface Case {
  /** The name of its Compose project, too. */
  readonly name: string;
  readonly about: string;
  readonly files: ReadonlyMap<string, string>;
  /** What of it differs after the import, each as it is reported: `<service> <key>`. */
  readonly differs: readonly string[];
  /** The code that it is refused with. */
  readonly refused: string | undefined;
}

const folder = fileURLToPath(new URL("corpus", import.meta.url));

export const corpus: readonly Case[] = readdirSync(folder)
  .sort()
  .map((file) => {
    const [head = "", ...parts] = readFileSync(join(folder, file), "utf8").split(/^-- (.+) --\n/m);
    const lines = head.trim().split("\n");
    const said = (key: string) =>
      lines.flatMap((line) => (line.startsWith(key) ? [line.slice(key.length).trim()] : []));
    const files = parts.flatMap((path, index): [string, string][] =>
      index % 2 === 0 ? [[path, parts[index + 1] ?? ""]] : [],
    );
    return {
      name: file.replace(/\.txt$/, ""),
      about: lines[0] ?? "",
      files: new Map(files),
      differs: said("differs:"),
      refused: said("refused:")[0],
    };
  });
