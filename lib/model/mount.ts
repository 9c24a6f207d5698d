import {
  type BindMount,
  Homelab,
  type Service,
  Stack,
  type Storage,
  type TmpfsMount,
  type Volume,
  type VolumeMount,
} from "../core/index.ts";
import { compact } from "./compact.ts";
import { absolutePath } from "./fields.ts";
import { bytes, pathWithin, tmpfsMode } from "./memory-fields.ts";
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

type TmpfsModel = Extract<MountModel, { readonly type: "tmpfs" }>;
type VolumeMountModel = Extract<MountModel, { readonly type: "volume" }>;

/** Where each volume lies; said again for every build, since a ledger may keep one where it was. */
export type PlaceOf = (volume: Volume) => Place;

export function mountOf(
  service: Service,
  mount: VolumeMount | BindMount | TmpfsMount,
  placeOf: PlaceOf,
): MountModel | undefined {
  const target = absolutePath(service, "a volume's target", mount.target);
  const readOnly = mount.readOnly ?? false;
  if ("tmpfs" in mount) {
    const { size, mode } = mount.tmpfs;
    const said = {
      size: size === undefined ? undefined : bytes(service, "a tmpfs's size", size),
      mode: mode === undefined ? undefined : tmpfsMode(service, mode),
    };
    return target === undefined ? undefined : compact<TmpfsModel>({ type: "tmpfs", target, readOnly, ...said });
  }
  // Where there are options, they are what makes it long.
  const written = (hasOptions: boolean): { readonly longSyntax?: true } =>
    mount.longSyntax && !hasOptions ? { longSyntax: true } : {};
  if ("bind" in mount) {
    const source = absolutePath(service, "a volume's bind", mount.bind);
    if (source === undefined || target === undefined) return undefined;
    return {
      type: "bind",
      source,
      target,
      readOnly,
      createHostPath: mount.createHostPath ?? true,
      ...(source !== "/" && mount.bind.endsWith("/") && { trailingSlash: true }),
      ...written([mount.selinux, mount.propagation].some(Boolean) || mount.createHostPath === false),
      ...(mount.selinux !== undefined && { selinux: mount.selinux }),
      ...(mount.propagation !== undefined && { propagation: mount.propagation }),
    };
  }
  const key = volumeKey(mount.volume, Stack.of(service));
  const place = placeOf(mount.volume);
  if (target === undefined) return undefined;
  const subpath = mount.subpath === undefined ? undefined : pathWithin(service, "a volume's subpath", mount.subpath);
  const noCopy = mount.noCopy ? (true as const) : undefined;
  if (place.bind === undefined) {
    const options = { noCopy, subpath };
    const { longSyntax } = written(noCopy ?? subpath !== undefined);
    return compact<VolumeMountModel>({ type: "volume", source: key, target, readOnly, ...options, longSyntax });
  }
  // Into a folder nothing is copied in any case.
  const below = subpath === undefined ? "" : `/${subpath}`;
  const source = absolutePath(service, "a volume's folder", `${place.bind}${below}`);
  if (source === undefined) return undefined;
  return {
    type: "bind",
    source,
    target,
    readOnly,
    createHostPath: true,
    ...written(place.selinux !== undefined),
    volume: key,
    ...(place.selinux !== undefined && { selinux: place.selinux }),
  };
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
