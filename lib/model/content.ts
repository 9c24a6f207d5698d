import { readFileSync } from "node:fs";
import { basename } from "node:path";
import {
  type ConfigContent,
  type ConfigData,
  type ConfigFile,
  checkProps,
  foreignCopy,
  ProblemError,
  Secret,
  SecretFile,
  Text,
  type Value,
} from "../core/index.ts";
import { contentShape } from "./element-shapes.ts";
import { quote } from "./fields.ts";
import { evaluated, isObject } from "./lazy.ts";
import { propsOf } from "./read.ts";
import type { ModelText } from "./schema.ts";
import { writeIni, writeJson, writeToml, writeYaml } from "./structured.ts";
import { join, type Usage } from "./usage.ts";

/** The folder of the config files that are too long for code. */
const templates = new URL("../../templates/", import.meta.url);

/** Renders a config file's content for one service. `undefined`, with a problem noted, where it cannot be rendered. */
export function renderContent(file: ConfigFile, usage: Usage): ModelText | undefined {
  const given = propsOf(file).content;
  const lazy = given && evaluated(file, "content", given, isObject);
  if (lazy === undefined) return undefined;
  const content = checkProps(file, lazy, contentShape, ["content"]) as ConfigContent;
  if (Object.keys(content).length === 0) return undefined;
  try {
    return render(file, content, usage);
  } catch (error) {
    if (error instanceof ProblemError) throw error;
    file.report({
      code: "HL076",
      message: `its content cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      fix: "give plain data that its format can hold: texts, numbers, booleans, lists and objects",
    });
    return undefined;
  }
}

function render(file: ConfigFile, content: ConfigContent, usage: Usage): ModelText | undefined {
  if ("text" in content) return usage.resolve("text", content.text);
  if ("template" in content) return renderTemplate(file, content.template, content.values, usage);
  if ("env" in content) return renderEnv(file, content.env, usage);
  const marks = new Marks(usage);
  return marks.restore(serialise(content, marks));
}

type Structured = Exclude<ConfigContent, { text: unknown } | { template: unknown } | { env: unknown }>;

function serialise(content: Structured, marks: Marks): string {
  if ("yaml" in content) return writeYaml(marks.plain(content.yaml));
  if ("json" in content) return writeJson(marks.plain(content.json));
  if ("toml" in content) return writeToml(marks.plain(content.toml));
  return writeIni(marks.plain(content.ini) as Parameters<typeof writeIni>[0]);
}

/**
 * Stands in for secrets while a serialiser works, since their values are unknown here. A mark is made of characters
 * that no format escapes; it may only stand for a generated secret, whose alphabet needs no escaping either.
 */
class Marks {
  readonly #usage: Usage;
  readonly #parts: Exclude<ModelText, string> = [];

  constructor(usage: Usage) {
    this.#usage = usage;
  }

  plain(data: ConfigData): unknown {
    if (data instanceof Text || data instanceof Secret || data instanceof SecretFile) return this.#mark(data);
    if (foreignCopy(data)) return this.#mark(data as Value);
    if (typeof data === "string") return this.#literal(data);
    if (Array.isArray(data)) return data.map((item: ConfigData) => this.plain(item));
    if (typeof data !== "object" || data === null) return data;
    const entries = Object.entries(data).filter(([, value]) => value !== undefined);
    return Object.fromEntries(entries.map(([key, value]) => [this.#literal(key), this.plain(value)]));
  }

  restore(rendered: string): ModelText {
    return join(
      rendered.split(/\uE000(\d+)\uE001/).map((part, index) => (index % 2 ? (this.#parts[Number(part)] ?? "") : part)),
    );
  }

  /** A text of the definition's own, which must not pass for a mark. */
  #literal(text: string): string {
    if (!/[\0\uE000\p{Cs}]/u.test(text)) return text;
    this.#usage.service.report({
      code: "HL077",
      message: "a config file's data contains NUL, U+E000 (reserved here) or half of a surrogate pair",
      fix: "remove the character",
    });
    return "";
  }

  #mark(value: Value): string {
    for (const part of Text.of(value).parts) {
      if (typeof part === "object" && part.kind === "secret" && part.secret.source.from === "provided") {
        this.#usage.service.report({
          code: "HL017",
          message: `the provided secret "${part.secret.path}" stands inside a structured config file, whose syntax its value could break`,
          fix: "deliver it as a file of its own (`secret.file()`) and name that file in the configuration",
        });
      }
    }
    const resolved = this.#usage.resolve("a value in the config file", value) ?? "";
    if (typeof resolved === "string") return this.#literal(resolved);
    return resolved
      .map((part) => (typeof part === "string" ? this.#literal(part) : `\uE000${this.#parts.push(part) - 1}\uE001`))
      .join("");
  }
}

function renderEnv(file: ConfigFile, env: { readonly [key: string]: Value | undefined }, usage: Usage): ModelText {
  const lines = Object.entries(env).flatMap(([key, value]) => {
    if (value === undefined) return [];
    if (!/^[^=\0\s]+$/.test(key)) {
      file.report({
        code: "HL074",
        message: `${quote(key)} is not the name of a variable`,
        fix: "use letters, digits and '_'",
      });
    }
    const resolved = usage.resolve(key, value) ?? "";
    const parts = typeof resolved === "string" ? [resolved] : resolved;
    if (parts.some((part) => typeof part === "string" && /[\r\n]/.test(part))) {
      file.report({
        code: "HL076",
        message: `the value of ${key} has a line break, which a file of KEY=value lines cannot hold`,
        fix: "use another format, or one line",
      });
    }
    return [`${key}=`, ...parts, "\n"];
  });
  return join(lines);
}

function renderTemplate(
  file: ConfigFile,
  template: string | URL,
  values: { readonly [name: string]: Value },
  usage: Usage,
): ModelText | undefined {
  const name = typeof template === "string" ? template : basename(template.pathname);
  const source = readTemplate(file, template);
  if (source === undefined) return undefined;
  const pieces = source.split(/\{\{\s*([A-Za-z][A-Za-z0-9_]*)\s*\}\}/);
  const used = new Set(pieces.filter((_, index) => index % 2 === 1));
  const exists = Object.keys(values).sort();
  for (const placeholder of [...used].filter((one) => !Object.hasOwn(values, one))) {
    file.report({
      code: "HL015",
      message: `the template ${name} has the placeholder {{${placeholder}}}, for which there is no value`,
      exists,
      fix: `add \`${placeholder}\` to the file's \`values\`, or remove it from the template`,
    });
  }
  for (const extra of exists.filter((one) => !used.has(one))) {
    file.report({
      code: "HL015",
      message: `the value "${extra}" is used nowhere in the template ${name}`,
      exists: [...used].sort(),
      fix: `remove \`${extra}\` from the file's \`values\`, or put {{${extra}}} into the template`,
    });
  }
  return join(
    pieces.flatMap((piece, index) => {
      const value = index % 2 === 1 && Object.hasOwn(values, piece) ? values[piece] : undefined;
      const resolved = index % 2 === 0 ? piece : value === undefined ? "" : (usage.resolve(piece, value) ?? "");
      return typeof resolved === "string" ? [resolved] : resolved;
    }),
  );
}

function readTemplate(file: ConfigFile, template: string | URL): string | undefined {
  try {
    return readFileSync(new URL(template, templates), "utf8");
  } catch {
    file.report({
      code: "HL015",
      message: `there is no template ${JSON.stringify(String(template))}`,
      fix: "name a file of the folder `templates/`",
    });
    return undefined;
  }
}
