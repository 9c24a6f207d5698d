import { Document, isCollection, isMap, isPair, isScalar, Scalar, visit } from "yaml";
import type { ComposeDocument } from "./document.ts";

/** Characters that YAML's readers refuse or change unless they are written as escapes, and those that turn or hide text. */
const fragile =
  /[^\n\x20-\x7E\u00A0-\u2027\u202A-\uD7FF\uE000-\uFDCF\uFDF0-\uFEFE\uFF00-\uFFFD\u{10000}-\u{10FFFF}]|\p{Cf}/u;
const fragileAll = new RegExp(fragile.source, "gu");

/** Whether a text of several lines starts with white space or has a line of it, which block scalars cannot hold safely. */
function hasBlankEdge(text: string): boolean {
  return text.includes("\n") && (/^\s/.test(text) || /^[ \t]+$/m.test(text));
}

/** A text that begins as a key or a value does, which Compose's reader takes it for between brackets. */
const mark = /^[:?]/;

/** Keys whose value reads best on one line, as people write them; a script among the words keeps its own lines. */
const oneLine = new Set([
  "aliases",
  "cap_add",
  "cap_drop",
  "command",
  "entrypoint",
  "group_add",
  "logging",
  "security_opt",
  "test",
]);
/** Keys each of whose entries does. */
const oneLineEach = new Set(["configs", "depends_on", "secrets"]);

function layOut(key: unknown, value: unknown): void {
  if (!isCollection(value) || typeof key !== "string") return;
  if (oneLine.has(key) && !value.items.some((item) => isScalar(item) && String(item.value).includes("\n")))
    value.flow = true;
  // YAML 1.1 reads 22:22 as a number in base 60; dclint wants all of them quoted.
  if (key === "ports") for (const item of value.items) if (isScalar(item)) item.type = Scalar.QUOTE_SINGLE;
  if (!oneLineEach.has(key)) return;
  for (const item of value.items) {
    const entry = isPair(item) ? item.value : item;
    if (isCollection(entry)) entry.flow = true;
  }
}

/** What Compose says where a value is missing (`must declare either file or environment`) is no help by itself. */
const secretsComment =
  " From .env. One without a value is left without its `environment`, and stops Compose by the secret's name.";

/** Writes a Compose file. Words that YAML 1.1 reads otherwise (`yes`, `22:22`) are quoted, since some readers are. */
export function toYaml({ data, comments }: ComposeDocument, header: string): string {
  const document = new Document(data, { compat: "yaml-1.1", aliasDuplicateObjects: false });
  document.commentBefore = header;
  if (isMap(document.contents)) {
    for (const { key } of document.contents.items)
      if (isScalar(key) && key.value === "secrets") key.commentBefore = secretsComment;
  }
  const services = document.get("services");
  if (isMap(services)) {
    for (const { key } of services.items) {
      const comment = isScalar(key) ? comments.get(String(key.value)) : undefined;
      if (comment !== undefined && isScalar(key)) key.commentBefore = comment;
    }
  }
  visit(document, {
    Pair(_, { key, value }) {
      if (isScalar(key)) layOut(key.value, value);
      // A file's mode. As a string, or without the o, some versions of Compose or of YAML's readers take it as decimal.
      if (isScalar(key) && key.value === "mode" && isScalar(value) && typeof value.value === "number")
        value.format = "OCT";
    },
    Scalar(_, node) {
      if (typeof node.value !== "string") return;
      if (fragile.test(node.value) || hasBlankEdge(node.value) || mark.test(node.value))
        node.type = Scalar.QUOTE_DOUBLE;
    },
  });
  // What is still raw now stands in double quotes, where an escape is the same character.
  return document
    .toString({ lineWidth: 0, nullStr: "", flowCollectionPadding: true })
    .replace(fragileAll, (character) => {
      const code = character.codePointAt(0) ?? 0;
      return code > 0xffff ? `\\U${code.toString(16).padStart(8, "0")}` : `\\u${code.toString(16).padStart(4, "0")}`;
    });
}
