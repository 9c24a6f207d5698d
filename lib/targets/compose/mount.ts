import type { MountModel, StackModel } from "../../model/index.ts";
import type { Naming } from "./naming.ts";
import { pruned } from "./pruned.ts";
import { literal } from "./text.ts";

/** A mount as Compose's YAML has it: in the short form, where that can say it. */
export function volume(mount: MountModel, stack: StackModel, naming: Naming): unknown {
  const source = mount.type === "volume" ? naming.volume(stack, mount.source) : mount.source;
  const long = { type: mount.type, source: literal(source), target: literal(mount.target) };
  if (mount.type === "bind" && !mount.createHostPath) {
    const bind = pruned({ create_host_path: false, selinux: mount.selinux, propagation: mount.propagation });
    return pruned({ ...long, read_only: mount.readOnly || undefined, bind });
  }
  const options = mount.type === "volume" ? volumeOptions(mount) : {};
  if (Object.keys(options).length > 0)
    return pruned({ ...long, read_only: mount.readOnly || undefined, volume: options });
  // In the short form Compose takes a single letter for a drive of Windows.
  if (mount.type === "volume" && source.length === 1)
    return pruned({ ...long, read_only: mount.readOnly || undefined });
  const words = [...(mount.readOnly ? ["ro"] : []), ...(mount.type === "bind" && mount.selinux ? [mount.selinux] : [])];
  return literal([source, mount.target, ...(words.length > 0 ? [words.join(",")] : [])].join(":"));
}

function volumeOptions({ noCopy, subpath }: MountModel & { readonly type: "volume" }): Record<string, unknown> {
  return pruned({ nocopy: noCopy, subpath: subpath === undefined ? undefined : literal(subpath) });
}
