import { type MountModel, writtenFolder } from "../../model/index.ts";
import type { At } from "./container-fields.ts";
import { output, type PlanValue, present } from "./resource.ts";

type PlainMount = Exclude<MountModel, { readonly type: "tmpfs" }>;

/** Whether it is none of Docker's other way of mounting, as Compose tells them apart (docker/compose, pkg/compose/create.go). */
export function isPlain(mount: MountModel): mount is PlainMount {
  if (mount.type === "bind") return mount.createHostPath && mount.propagation === undefined;
  return mount.type === "volume" && !mount.noCopy && mount.subpath === undefined;
}

export function plainMount(mount: PlainMount, at: At): PlanValue {
  const common = { containerPath: mount.target, readOnly: mount.readOnly || undefined };
  if (mount.type === "bind")
    return present({ hostPath: writtenFolder(mount), selinuxRelabel: mount.selinux, ...common });
  return present({ volumeName: volumeName(mount.source, at), ...common });
}

/** The engine then makes no folder that is missing, and fails. */
export function mountWithOptions(mount: MountModel, at: At): PlanValue {
  const { type, target, readOnly } = mount;
  const common = { type, target, readOnly };
  switch (type) {
    case "bind": {
      const bindOptions = mount.propagation && { propagation: mount.propagation };
      return present({ ...common, source: writtenFolder(mount), bindOptions });
    }
    case "volume": {
      const volumeOptions = present({ noCopy: mount.noCopy, subpath: mount.subpath });
      return present({ ...common, source: volumeName(mount.source, at), volumeOptions });
    }
    case "tmpfs": {
      const { size: sizeBytes, mode } = mount;
      const tmpfsOptions = present({ sizeBytes, mode: mode === undefined ? undefined : Number.parseInt(mode, 8) });
      return present({ ...common, tmpfsOptions });
    }
  }
}

function volumeName(key: string, { stack, around }: At): PlanValue {
  const name = stack.volumes.find((one) => one.key === key)?.name ?? key;
  const ref = around.volume(name);
  return ref === undefined ? name : output(ref, "name");
}
