import { dataOf } from "./data.ts";
import { textsOfProject } from "./places.ts";

/** A text as it is written: what stands there, and the variables in it. */
export type Written = readonly (string | { readonly variable: string })[];

/** A text of which some parts come from variables, each with its value. */
export interface Sourced {
  readonly service: string;
  readonly place: string;
  readonly parts: readonly { readonly text: string; readonly variable?: string }[];
}

/**
 * Which parts of a resolved project come from variables. A part is named only where it can be told for certain: a variable
 * with another value elsewhere, by another default, is none.
 */
export function variablesOf(resolved: unknown, written: unknown): Sourced[] {
  const texts = pairs(resolved, written);
  const values = new Map<string, Set<string>>();
  for (const { parts, text } of texts) {
    const value = onlyValue(parts, text);
    if (value) values.set(value.variable, (values.get(value.variable) ?? new Set()).add(value.text));
  }
  const known = new Map([...values].flatMap(([name, all]) => (all.size === 1 ? [[name, [...all][0] ?? ""]] : [])));
  return texts.flatMap(({ service, place, parts, text }) => {
    const filled = parts.map((part) =>
      typeof part === "string" ? { text: part } : { text: known.get(part.variable) ?? "\0", variable: part.variable },
    );
    return filled.map((part) => part.text).join("") === text ? [{ service, place, parts: filled }] : [];
  });
}

interface Pair {
  readonly service: string;
  readonly place: string;
  readonly parts: Written;
  readonly text: string;
}

function pairs(resolved: unknown, written: unknown): Pair[] {
  const [before, after] = [written, resolved].map((one) => textsOfProject(dataOf(one as never)));
  return [...(after ?? [])].flatMap(([service, texts]) =>
    [...(before?.get(service) ?? [])].flatMap(([place, source]): Pair[] => {
      const text = texts.get(place);
      const parts = parseWritten(source);
      return text === undefined || parts.every((part) => typeof part === "string")
        ? []
        : [{ service, place, parts, text }];
    }),
  );
}

/** The value of a text's variable, where it has only one. */
function onlyValue(parts: Written, text: string): { readonly variable: string; readonly text: string } | undefined {
  const at = parts.findIndex((part) => typeof part !== "string");
  const part = parts[at];
  if (typeof part !== "object" || parts.slice(at + 1).some((one) => typeof one !== "string")) return undefined;
  const [before, after] = [parts.slice(0, at).join(""), parts.slice(at + 1).join("")];
  if (!text.startsWith(before) || !text.endsWith(after) || text.length < before.length + after.length) return undefined;
  return { variable: part.variable, text: text.slice(before.length, text.length - after.length) };
}

/** Splits a text at its variables: `$NAME`, `${NAME}`, `${NAME:-default}` and the like; `$$` is a dollar sign. */
export function parseWritten(text: string): Written {
  const parts: (string | { variable: string })[] = [];
  let plain = "";
  for (let at = 0; at < text.length; at++) {
    const rest = text.slice(at);
    const [name, length] = variableAt(rest);
    if (rest.startsWith("$$")) {
      plain += "$";
      at++;
    } else if (name === undefined) plain += text[at];
    else {
      if (plain !== "") parts.push(plain);
      plain = "";
      parts.push({ variable: name });
      at += length - 1;
    }
  }
  return plain === "" ? parts : [...parts, plain];
}

function variableAt(text: string): [name: string | undefined, length: number] {
  const [short, bare] = /^\$([A-Za-z_]\w*)/.exec(text) ?? [];
  if (short !== undefined) return [bare, short.length];
  const [, name] = /^\$\{([A-Za-z_]\w*)(?:\}|:?[-?+])/.exec(text) ?? [];
  if (name === undefined) return [undefined, 0];
  // A default may hold variables in braces of its own.
  for (let at = 1, depth = 0; at < text.length; at++) {
    if (text[at] === "{") depth++;
    if (text[at] === "}" && --depth === 0) return [name, at + 1];
  }
  return [undefined, 0];
}
