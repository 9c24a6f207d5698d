import { Text, type Value } from "../../core/index.ts";

// YAML with the tags that authentik's blueprints have (`!Find`, `!KeyOf`, `!File`), which no plain data can say. Keys are written as
// they are, texts in double quotes, as JSON has them.

/** A value that authentik works out as it applies a blueprint. */
export class Tag {
  readonly name: "Find" | "KeyOf" | "File";
  readonly of: Data;

  constructor(name: Tag["name"], of: Data) {
    this.name = name;
    this.of = of;
  }
}

export type Data = Value | Tag | undefined | readonly Data[] | { readonly [key: string]: Data };

type Parts = Text["parts"];

/** Data as a YAML document. Members that are `undefined` are left out. */
export function taggedYaml(data: { readonly [key: string]: Data }): Text {
  return new Text(blockOf(data, ""));
}

function blockOf(data: Data, indent: string): Parts {
  if (isList(data)) return data.flatMap((item) => [`${indent}- `, ...itemOf(item, `${indent}  `)]);
  if (!isMap(data)) return [indent, ...scalarOf(data), "\n"];
  return Object.entries(data).flatMap(([key, value]) => {
    if (value === undefined) return [];
    const isBlock = (isList(value) && value.length > 0) || (isMap(value) && Object.keys(value).length > 0);
    if (!isBlock) return [`${indent}${key}: `, ...scalarOf(value), "\n"];
    return [`${indent}${key}:\n`, ...blockOf(value, `${indent}  `)];
  });
}

/** A list's item, whose first line stands behind the dash. */
function itemOf(item: Data, indent: string): Parts {
  const [first = "", ...rest] = blockOf(item, indent);
  return [typeof first === "string" ? first.slice(indent.length) : first, ...rest];
}

function scalarOf(data: Data): Parts {
  if (data instanceof Tag) return [`!${data.name} `, ...scalarOf(data.of)];
  if (isList(data)) return ["[", ...data.flatMap((item, index) => [index > 0 ? ", " : "", ...scalarOf(item)]), "]"];
  if (isMap(data)) return ["{}"];
  if (typeof data === "number" || typeof data === "boolean") return [String(data)];
  const parts = Text.of(data ?? "").parts;
  return ['"', ...parts.map((part) => (typeof part === "string" ? escaped(part) : part)), '"'];
}

/** As JSON has it, and besides what some readers take for the end of a line, or refuse. */
function escaped(text: string): string {
  const special = /[\u007F-\u009F\u2028\u2029\uFEFF\uFFFE\uFFFF]/g;
  const quoted = JSON.stringify(text).slice(1, -1);
  return quoted.replace(special, (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function isList(data: Data): data is readonly Data[] {
  return Array.isArray(data);
}

function isMap(data: Data): data is { readonly [key: string]: Data } {
  return typeof data === "object" && Object.getPrototypeOf(data) === Object.prototype;
}
