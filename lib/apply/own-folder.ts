import { dirname, join } from "node:path";
import type { Claims } from "../host/owner.ts";
import { readManifest } from "../project/files/manifest.ts";

/**
 * Whether files in a folder are a homelab's rendered ones: below `compose/` of the project, below `composeDir`, or in a
 * folder whose list of rendered files names the homelab (`render --out`).
 *
 * @param root the project's folder
 */
export function ownFolders(homelab: string, root: string, composeDir: string | undefined): Claims["isOwnFolder"] {
  const above = [join(root, "compose"), ...(composeDir === undefined ? [] : [composeDir])];
  return (folder) => above.some((one) => folder.startsWith(`${one}/`)) || homelabIn(dirname(folder)) === homelab;
}

/** The homelab whose rendered files a folder holds; nothing where that cannot be read. */
function homelabIn(folder: string): string | undefined {
  try {
    return readManifest(folder)?.homelab;
  } catch {
    return undefined;
  }
}
