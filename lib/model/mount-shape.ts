import { type BindMount, shape, type TmpfsMount, Volume, type VolumeMount } from "../core/index.ts";

const { anything, either, flag, instance, needed, oneOf, props, refused, text } = shape;

export const selinux = oneOf(["z", "Z"]);
const volume = instance("Volume", (value) => value instanceof Volume);

/** What a service mounts: a volume, a folder of the host, or memory. */
export const mount = either(
  props<VolumeMount>({
    volume: needed(volume),
    target: anything,
    readOnly: flag,
    noCopy: flag,
    subpath: text,
    longSyntax: flag,
  }),
  props<TmpfsMount>({
    tmpfs: needed(props<TmpfsMount["tmpfs"]>({ size: anything, mode: text })),
    target: anything,
    readOnly: flag,
  }),
  props<BindMount>({
    bind: needed(text),
    target: anything,
    readOnly: flag,
    selinux,
    propagation: oneOf(["private", "rprivate", "shared", "rshared", "slave", "rslave"]),
    createHostPath: flag,
    longSyntax: flag,
  }),
  refused(
    /^[^:]*$/,
    "a volume without a name goes with its container: give it one, `{ volume: new Volume(…), target }`, and what it has now by `docker cp`",
  ),
);
