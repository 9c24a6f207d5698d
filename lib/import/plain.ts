import { formatSize } from "../model/index.ts";
import { type Json, listOf, ownKeys } from "./data.ts";
import type { Expr, Fields } from "./expression.ts";
import { propertyName } from "./names.ts";

/** A value as it is, its keys in camelCase where they are Compose's. */
export function exprOf(value: Json, isOwn = false): Expr {
  if (value === null) return "";
  if (typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map((item: Json) => exprOf(item));
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, item]) =>
      item === undefined || item === null
        ? []
        : [[isOwn ? key : propertyName(key), exprOf(item, !isOwn && ownKeys.has(key))]],
    ),
  );
}

export function hosts(value: Json): Record<string, string> {
  return Object.fromEntries(listOf(value).map((one) => splitAt(String(one), String(one).includes("=") ? "=" : ":")));
}

export function splitAt(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

export function oneOrMore(value: Json): Expr {
  const list = typeof value === "string" ? [value] : listOf(value).map(String);
  return list.length === 1 ? (list[0] ?? "") : list;
}

const mebibyte = 1024 * 1024;

/** Bytes as people write them, where that is whole. */
export function size(value: Json): Expr {
  const bytes = Number(value);
  if (!Number.isInteger(bytes)) return String(value);
  return bytes > 0 && bytes % mebibyte === 0 ? formatSize(bytes) : String(bytes);
}

/** Go writes `1m0s` for a minute. */
export function duration(value: Json): string {
  const text = String(value);
  return text.replace(/(?<=[hm])0s$/, "").replace(/(?<=h)0m$/, "");
}

export function optional(fields: Fields): Fields | undefined {
  return Object.values(fields).every((value) => value === undefined) ? undefined : fields;
}

export function nonEmpty<T extends Expr>(list: readonly T[] | undefined): readonly T[] | undefined {
  return list === undefined || list.length === 0 ? undefined : list;
}
