import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

/**
 * Fixes what a kill can leave half written of a state in files. Pulumi replaces the state itself at once, but not the
 * attributes that it keeps beside each file (`.attrs`, of gocloud.dev's fileblob): torn, they make the state unreadable.
 * They hold its content type and checksum alone, and where there are none Pulumi does without.
 *
 * @param root the folder of Pulumi.yaml, with the state in `.pulumi`; one that lies elsewhere is not looked at
 */
export async function fixTornState(root: string): Promise<void> {
  for (const folder of ["stacks", "locks"].map((name) => join(root, ".pulumi", name))) {
    const files = await readdir(folder, { recursive: true }).catch(() => []);
    for (const file of files.filter((name) => name.endsWith(".attrs"))) {
      const path = join(folder, file);
      const text = await readFile(path, "utf8").catch(() => undefined);
      if (text !== undefined && !isJson(text)) await rm(path, { force: true });
    }
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
