import type { MountModel } from "./schema.ts";

/** A folder of the host as it was written. */
export function writtenFolder({ source, trailingSlash }: Extract<MountModel, { readonly type: "bind" }>): string {
  return trailingSlash ? `${source}/` : source;
}

/** The key of the volume that a mount is of, wherever it lies; nothing where it is of none. */
export function mountedVolume(mount: MountModel): string | undefined {
  if (mount.type === "tmpfs") return undefined;
  return mount.type === "volume" ? mount.source : mount.volume;
}
