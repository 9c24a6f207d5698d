import { type Data, dataOf, textOf } from "./data.ts";
import { type Expr, type Fields, Ref } from "./expression.ts";
import { exprOf, size } from "./plain.ts";
import type { Surroundings } from "./surroundings.ts";

/** A mount of a resolved service. What has no word here is left as Compose calls it, for the model to judge. */
export function mountOf(mount: Data, place: string, { text, volumes }: Surroundings): Expr {
  const { type, source, target, read_only: readOnly, bind, volume, tmpfs, ...rest } = mount;
  const common = { target: textOf(target) ?? "", readOnly: readOnly === true || undefined };
  const others = exprOf(rest) as Fields;
  const longSyntax = (options: unknown) => (options === undefined ? true : undefined);
  if (type === "bind") {
    const { create_host_path: create, selinux, propagation, ...more } = dataOf(bind);
    return {
      bind: text(place, textOf(source) ?? ""),
      ...common,
      selinux: textOf(selinux),
      propagation: textOf(propagation),
      createHostPath: create === false ? false : undefined,
      longSyntax: longSyntax(bind),
      ...(exprOf(more) as Fields),
      ...others,
    };
  }
  const named = volumes.get(textOf(source) ?? "");
  // One without a name is written in Compose's short form, which the model refuses with the reason.
  if (type === "volume" && source === undefined) return textOf(target) ?? "";
  if (type === "volume") {
    const { nocopy: noCopy, ...more } = dataOf(volume);
    const options = { noCopy: noCopy === true || undefined, ...(exprOf(more) as Fields) };
    return { volume: named && new Ref(named), ...common, longSyntax: longSyntax(volume), ...options, ...others };
  }
  if (type === "tmpfs") {
    const { size: bytes, mode, ...more } = dataOf(tmpfs);
    const octal = mode === undefined ? undefined : Number(mode).toString(8).padStart(4, "0");
    const options = { size: bytes === undefined ? undefined : size(bytes ?? ""), mode: octal };
    return { tmpfs: { ...options, ...(exprOf(more) as Fields) }, ...common, ...others };
  }
  return { type: String(type), source: textOf(source), ...common, ...others };
}
