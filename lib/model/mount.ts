import {
  type BindMount,
  Homelab,
  type Service,
  Stack,
  type Storage,
  type Volume,
  type VolumeMount,
} from "../core/index.ts";
import { absolutePath, quote } from "./fields.ts";
import { engineNameOf, keyOf } from "./names.ts";
import { propsOf } from "./read.ts";
import type { MountModel } from "./schema.ts";

/** Where a volume's data lies: in a volume of the engine, or in the folder of the host that stands in its place. */
export interface Place {
  /** The volume's name on the engine, which has no such volume where there is a `bind`. */
  readonly name: string;
  /** An absolute path of the host. */
  readonly bind?: string;
  readonly selinux?: "z" | "Z";
}

/** Where each volume lies; said again for every build, since a ledger may keep one where it was. */
export type PlaceOf = (volume: Volume) => Place;

export function mountOf(service: Service, mount: VolumeMount | BindMount, placeOf: PlaceOf): MountModel | undefined {
  const target = absolutePath(service, "a volume's target", mount.target);
  const readOnly = mount.readOnly ?? false;
  if ("bind" in mount) {
    const source = absolutePath(service, "a volume's bind", mount.bind);
    if (source === undefined || target === undefined) return undefined;
    return {
      type: "bind",
      source,
      target,
      readOnly,
      createHostPath: mount.createHostPath ?? true,
      ...(mount.selinux !== undefined && { selinux: mount.selinux }),
      ...propagationOf(service, mount),
    };
  }
  const key = volumeKey(mount.volume, Stack.of(service));
  const place = placeOf(mount.volume);
  if (target === undefined) return undefined;
  const subpath = mount.subpath === undefined ? undefined : subpathOf(service, mount.subpath);
  const within = subpath !== undefined && { subpath };
  if (place.bind === undefined) {
    return { type: "volume", source: key, target, readOnly, ...(mount.noCopy === true && { noCopy: true }), ...within };
  }
  const folder = subpath === undefined ? place.bind : `${place.bind}/${subpath}`;
  const source = absolutePath(service, "a volume's folder", folder);
  if (source === undefined) return undefined;
  return {
    type: "bind",
    source,
    target,
    readOnly,
    createHostPath: true,
    volume: key,
    ...(place.selinux !== undefined && { selinux: place.selinux }),
  };
}

/** The provider makes no folder for a mount of this kind, and Compose would. */
function propagationOf(service: Service, { propagation, createHostPath = true }: BindMount) {
  if (propagation === undefined) return {};
  if (!createHostPath) return { propagation };
  service.report({
    code: "HL070",
    message: `a volume's propagation is "${propagation}", and its folder would be created where it is missing`,
    fix: "add `createHostPath: false`: Pulumi's provider creates no folder for such a mount",
  });
  return {};
}

function subpathOf(service: Service, path: string): string | undefined {
  if (/^[^/\0\r\n][^\0\r\n]*$/.test(path) && !path.split("/").includes("..")) return path;
  service.report({
    code: "HL070",
    message: `a volume's subpath is ${quote(path)}, which is no folder within it`,
    fix: "write it from the volume's own root, without a leading `/` and without `..`: `photos/2024`",
  });
  return undefined;
}

/** Where a volume lies if nothing keeps it elsewhere: as it says itself, else its stack, else the homelab, else in the engine. */
export function declaredPlace(volume: Volume): Place {
  const stack = Stack.of(volume);
  const name = propsOf(volume).external ?? propsOf(volume).name ?? engineNameOf(stack.node.id, keyOf(volume));
  const storage = propsOf(volume).storage ?? propsOf(stack).storage ?? propsOf(Homelab.of(volume)).storage ?? "named";
  if (storage === "named" || propsOf(volume).external !== undefined) return { name };
  const bind = "path" in storage ? storage.path : `${root(storage)}/${stack.node.id}/${keyOf(volume)}`;
  return { name, bind, ...(storage.selinux !== undefined && { selinux: storage.selinux }) };
}

/** A volume's key in a stack's Compose file: its name in its own stack, its whole name in another. */
export function volumeKey(volume: Volume, stack: Stack): string {
  return Stack.of(volume) === stack ? keyOf(volume) : volume.path.replaceAll("/", "-");
}

function root(storage: Storage): string {
  return storage.bind.replace(/\/+$/, "");
}
