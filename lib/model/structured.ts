import { parse as parseIni, stringify as stringifyIni } from "ini";
import { stringify as stringifyToml } from "smol-toml";
import { Document, visit } from "yaml";

// Formats' own writers, but for the marks that some readers take for the beginning of a line or of a file: they stand escaped,
// as JSON, TOML and YAML's double-quoted scalars spell them alike.

const marks = /[\uFEFF\u0085\u2028\u2029]/g;

export function writeJson(data: unknown): string {
  return `${escaped(JSON.stringify(data, undefined, 2))}\n`;
}

export function writeToml(data: unknown): string {
  return `${escaped(stringifyToml(data))}\n`;
}

export function writeYaml(data: unknown): string {
  const document = new Document(data, { compat: "yaml-1.1" });
  visit(document, {
    Scalar: (_, node) => {
      if (typeof node.value === "string" && escaped(node.value) !== node.value) node.type = "QUOTE_DOUBLE";
    },
  });
  // A line that is folded at some width would depend on its neighbours; strings stay on one line.
  return escaped(document.toString({ lineWidth: 0 }));
}

/** Sections of keys; those outside of any section stand under the empty name. */
type Ini = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** @throws Error naming the first section or key that would not be read as it was written: INI can escape little */
export function writeIni(data: Ini): string {
  const { "": globals = {}, ...sections } = data;
  for (const [section, keys] of Object.entries(data)) {
    for (const [key, value] of Object.entries(keys)) {
      if (!survives(section, key, value))
        throw new Error(`an INI file cannot hold ${JSON.stringify(key)} of [${section}]`);
    }
  }
  return stringifyIni({ ...globals, ...sections }, { whitespace: true });
}

/** Whether one key, by itself, is read back under its names and with its value. */
function survives(section: string, key: string, value: unknown): boolean {
  if ([section, key, String(value)].some((text) => escaped(text) !== text)) return false;
  const entry = Object.fromEntries([[key, value]]);
  const whole = section === "" ? entry : Object.fromEntries([[section, entry]]);
  const read = parseIni(stringifyIni(whole, { whitespace: true }));
  const inside: unknown = section === "" ? read : Object.hasOwn(read, section) ? read[section] : undefined;
  if (typeof inside !== "object" || inside === null || Object.keys(inside).join() !== key) return false;
  return Object.keys(read).length === 1 && String(Object.values(inside)[0]) === String(value);
}

function escaped(text: string): string {
  return text.replace(marks, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
