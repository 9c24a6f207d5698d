import { formatSize, type MountModel, type StackModel, writtenFolder } from "../../model/index.ts";
import type { Naming } from "./naming.ts";
import { pruned } from "./pruned.ts";
import { literal } from "./text.ts";

/** A mount as Compose's YAML has it: in the short form, where that can say it. */
export function volume(mount: MountModel, stack: StackModel, naming: Naming): unknown {
  if (mount.type === "tmpfs") {
    const { size, mode } = mount;
    const options = { size: size && formatSize(size), mode: mode && Number.parseInt(mode, 8) };
    return long(mount, undefined, { tmpfs: pruned(options) });
  }
  const source = mount.type === "volume" ? naming.volume(stack, mount.source) : writtenFolder(mount);
  if (mount.type === "bind" && !mount.createHostPath) {
    const { selinux, propagation } = mount;
    return long(mount, source, { bind: pruned({ create_host_path: false, selinux, propagation }) });
  }
  if (mount.type === "volume" && mount.subpath !== undefined) {
    return long(mount, source, { volume: pruned({ nocopy: mount.noCopy, subpath: literal(mount.subpath) }) });
  }
  if (mount.longSyntax) return long(mount, source);
  // In the short form Compose takes a single letter for a drive of Windows.
  if (mount.type === "volume" && source.length === 1) {
    return long(mount, source, { volume: pruned({ nocopy: mount.noCopy }) });
  }
  const options = [
    mount.readOnly ? "ro" : [],
    mount.type === "bind" ? [mount.selinux ?? [], mount.propagation ?? []] : mount.noCopy ? "nocopy" : [],
  ].flat(2);
  return literal([source, mount.target, ...(options.length > 0 ? [options.join(",")] : [])].join(":"));
}

function long(
  { type, target, readOnly }: MountModel,
  source: string | undefined,
  options: Readonly<Record<string, unknown>> = {},
): Record<string, unknown> {
  const place = { source: source === undefined ? undefined : literal(source), target: literal(target) };
  return pruned({ type, ...place, read_only: readOnly || undefined, ...options });
}
