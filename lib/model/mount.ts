import {
  type BindMount,
  Homelab,
  type Service,
  Stack,
  type Storage,
  type Volume,
  type VolumeMount,
} from "../core/index.ts";
import { absolutePath } from "./fields.ts";
import { engineNameOf, keyOf } from "./names.ts";
import type { MountModel } from "./schema.ts";

export function mountOf(service: Service, mount: VolumeMount | BindMount): MountModel {
  const target = absolutePath(service, "a volume's target", mount.target);
  const readOnly = mount.readOnly ?? false;
  if ("bind" in mount) {
    return {
      type: "bind",
      source: absolutePath(service, "a volume's bind", mount.bind),
      target,
      readOnly,
      createHostPath: mount.createHostPath ?? true,
      ...(mount.selinux !== undefined && { selinux: mount.selinux }),
    };
  }
  const key = volumeKey(mount.volume, Stack.of(service));
  const place = placeOf(mount.volume);
  if (place.bind === undefined) return { type: "volume", source: key, target, readOnly };
  return {
    type: "bind",
    source: absolutePath(service, "a volume's folder", place.bind),
    target,
    readOnly,
    createHostPath: true,
    volume: key,
    ...(place.selinux !== undefined && { selinux: place.selinux }),
  };
}

/** Where a volume lies: as it says itself, else as its stack, else as the homelab, else as a volume of the engine. */
export function placeOf(volume: Volume): { readonly bind?: string; readonly selinux?: "z" | "Z" } {
  const stack = Stack.of(volume);
  const storage = volume.props.storage ?? stack.props.storage ?? Homelab.of(volume).props.storage ?? "named";
  if (storage === "named" || volume.props.external !== undefined) return {};
  if ("path" in storage) return compactPlace(storage.path, storage.selinux);
  return compactPlace(`${root(storage)}/${stack.node.id}/${keyOf(volume)}`, storage.selinux);
}

/** A volume's key in a stack's Compose file: its name in its own stack, its whole name in another. */
export function volumeKey(volume: Volume, stack: Stack): string {
  return Stack.of(volume) === stack ? keyOf(volume) : volume.path.replaceAll("/", "-");
}

/** A volume's name on the engine. */
export function volumeName(volume: Volume): string {
  return volume.props.external ?? engineNameOf(Stack.of(volume).node.id, keyOf(volume));
}

function root(storage: Storage): string {
  return storage.bind.replace(/\/+$/, "");
}

function compactPlace(bind: string, selinux: "z" | "Z" | undefined) {
  return { bind, ...(selinux !== undefined && { selinux }) };
}
