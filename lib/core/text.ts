import { type Copy, copyKey, copyMessage, foreignCopy, thisCopy } from "./copy.ts";
import type { Endpoint } from "./endpoint.ts";
import { ProblemError } from "./problem.ts";
import type { Secret, SecretFile } from "./secret.ts";
import type { Service } from "./service.ts";
import type { WebEndpoint } from "./web.ts";

/** What an environment variable, a label or a config file may hold: plain values, references, and texts made of both. */
export type Value = string | number | boolean | Text | Secret | SecretFile;

/** A value, or a function that is called when the whole definition is known (its routes, its databases, …). */
export type Lazy<T> = T | (() => T);

/** A reference inside a text. It stays an object until the model is built, which gives edges, networks and secrets. */
export type Reference =
  | { readonly kind: "host"; readonly endpoint: Endpoint; readonly ordered: boolean }
  | { readonly kind: "container"; readonly service: Service }
  | { readonly kind: "secret"; readonly secret: Secret; readonly encode: "none" | "uri" }
  | { readonly kind: "secret-file"; readonly file: SecretFile }
  | { readonly kind: "public"; readonly web: WebEndpoint; readonly what: "url" | "host" };

/** A text that keeps its parts. Turning it into a string throws: only the model, which knows the reader, may. */
export class Text {
  readonly parts: readonly (string | Reference)[];

  constructor(parts: readonly (string | Reference)[]) {
    this.parts = parts;
  }

  get [copyKey](): Copy {
    return thisCopy;
  }

  /** The parts of any value; numbers and booleans as JSON writes them. */
  static of(value: Value): Text {
    if (value instanceof Text) return value;
    if (typeof value === "object") return value.asText;
    return new Text([String(value)]);
  }

  toString(): never {
    const reference = this.parts.find((part) => typeof part !== "string");
    throw unresolved(reference ? `a text that refers to ${describe(reference)}` : "a text");
  }

  toJSON(): never {
    return this.toString();
  }

  [Symbol.toPrimitive](): never {
    return this.toString();
  }
}

/**
 * Writes a text with references in it: `` text`redis://${cache.endpoint.address}/0` ``.
 * @throws ProblemError HL004 for what is no {@link Value}: as a word of the text, `undefined` would be a mistake unseen.
 */
export function text(literals: TemplateStringsArray, ...values: readonly Value[]): Text {
  const parts = literals.flatMap((literal, index) => {
    if (index === values.length) return [literal];
    const value: unknown = values[index];
    if (!isValue(value)) throw noValue(value, literals[index] ?? "");
    return [literal, ...Text.of(value).parts];
  });
  return new Text(parts.filter((part) => part !== ""));
}

/** Secrets are told by the text that stands for them: to import their classes here would be a circle. */
function isValue(value: unknown): value is Value {
  if (typeof value === "number") return Number.isFinite(value);
  if (typeof value !== "object" || value === null) return typeof value === "string" || typeof value === "boolean";
  return value instanceof Text || ("asText" in value && value.asText instanceof Text);
}

function noValue(value: unknown, before: string): ProblemError {
  if (foreignCopy(value)) {
    return new ProblemError({ code: "HL072", level: "error", ...copyMessage(value, "a value in a text") });
  }
  const kind = value === null || value === undefined || typeof value === "number" ? String(value) : `a ${typeof value}`;
  return new ProblemError({
    code: "HL004",
    level: "error",
    message: `a text has ${kind} for a value${before === "" ? "" : `, after ${JSON.stringify(before.slice(-40))}`}`,
    fix: "give it a string, a number, a boolean, a Secret or a reference; where there may be none, decide that before the text is written",
  });
}

/** The error of turning into a string what is none, naming what it was. */
export function unresolved(what: string): ProblemError {
  return new ProblemError({
    code: "HL016",
    level: "error",
    message: `${what} was turned into a string`,
    fix: "pass the object itself, or put it into a longer text with text`…${it}…`",
  });
}

function describe(reference: Reference): string {
  switch (reference.kind) {
    case "host":
      return `the endpoint "${reference.endpoint.name}" of "${reference.endpoint.service.path}"`;
    case "container":
      return `the container of "${reference.service.path}"`;
    case "secret":
      return `the secret "${reference.secret.path}"`;
    case "secret-file":
      return `the file of the secret "${reference.file.secret.path}"`;
    case "public":
      return `the public address of "${reference.web.service.path}"`;
  }
}
