import { type Orphan, orphansOf } from "../host/orphans.ts";
import type { HostContainer } from "../host/snapshot.ts";
import type { HomelabModel } from "../model/index.ts";
import { ownFolders } from "./own-folder.ts";

/** Where a homelab's containers may come from. */
interface Place {
  /** The project's folder. */
  readonly root: string;
  /** The folder on the host where the rendered files lie. */
  readonly composeDir?: string | undefined;
  /** The homelab's former name, where it was given. */
  readonly formerly?: string | undefined;
}

/** The containers of a project's homelab that its definition does not have. */
export function orphansIn(
  model: HomelabModel,
  containers: readonly HostContainer[],
  { root, composeDir, formerly }: Place,
): Orphan[] {
  return orphansOf(model, containers, { root, formerly, isOwnFolder: ownFolders(model.name, root, composeDir) });
}
