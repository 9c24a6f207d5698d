import { posix } from "node:path";
import { type MountModel, writtenFolder } from "../../model/index.ts";
import type { GoStruct } from "./go-json.ts";

/**
 * What older releases hash differently, each with all that stand before it: up to 2.40 that a bind mount's folder may be
 * created, up to 2.33 a file's mode as a number, up to 2.28 the start order, and devices as texts (Debian 13 builds 2.26.1
 * with a newer compose-go, and has all but the last).
 */
export const olderWays = ["create_host_path", "mode", "depends_on", "devices"] as const;

export type Ways = readonly (typeof olderWays)[number][];

/** Compose's short form adds empty options of the mount's type; the rendered file has the long one where it must. */
export function hashedMount(mount: MountModel, ways: Ways): GoStruct {
  const common = {
    source: sourceOf(mount),
    target: posix.normalize(mount.target),
    read_only: mount.readOnly || undefined,
  };
  if (mount.type === "tmpfs") {
    const { size, mode } = mount;
    const said = { size: size?.toString(), mode: mode === undefined ? undefined : Number.parseInt(mode, 8) };
    return { type: "tmpfs", ...common, tmpfs: size === undefined && mode === undefined ? undefined : said };
  }
  if (mount.longSyntax) return { type: mount.type, ...common };
  if (mount.type === "volume") {
    const { noCopy: nocopy, subpath } = mount;
    const isLong = mount.source.length === 1 && !nocopy && !subpath;
    return { type: "volume", ...common, volume: isLong ? undefined : { nocopy, subpath } };
  }
  // The older way writes it where it is true, the current one where it is false.
  const isOlder = ways.includes("create_host_path");
  const createHostPath = mount.createHostPath === isOlder ? isOlder : undefined;
  const bind = { selinux: mount.selinux, propagation: mount.propagation, create_host_path: createHostPath };
  return { type: "bind", ...common, bind };
}

function sourceOf(mount: MountModel): string | undefined {
  if (mount.type === "tmpfs") return undefined;
  return mount.type === "bind" ? writtenFolder(mount) : mount.source;
}
