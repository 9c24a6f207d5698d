import type { MountModel, StackModel } from "../../model/index.ts";
import type { Naming } from "./naming.ts";
import { pruned } from "./pruned.ts";
import { literal } from "./text.ts";

/** A mount as Compose's YAML has it: in the short form, where that can say it. */
export function volume(mount: MountModel, stack: StackModel, naming: Naming): unknown {
  const source = mount.type === "volume" ? naming.volume(stack, mount.source) : mount.source;
  const long = { type: mount.type, source: literal(source), target: literal(mount.target) };
  if (mount.type === "bind" && !mount.createHostPath) {
    const bind = pruned({ create_host_path: false, selinux: mount.selinux });
    return pruned({ ...long, read_only: mount.readOnly || undefined, bind });
  }
  // In the short form Compose takes a single letter for a drive of Windows.
  if (mount.longSyntax || (mount.type === "volume" && source.length === 1))
    return pruned({ ...long, read_only: mount.readOnly || undefined });
  const options = [
    ...(mount.readOnly ? ["ro"] : []),
    ...(mount.type === "bind" && mount.selinux ? [mount.selinux] : []),
  ];
  return literal([source, mount.target, ...(options.length > 0 ? [options.join(",")] : [])].join(":"));
}
