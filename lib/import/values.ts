import { percentEncode } from "../model/index.ts";
import type { Credential } from "./credentials.ts";
import { type Constant, type Creation, type Expr, Ref, Words } from "./expression.ts";
import type { Sourced } from "./variables.ts";

/** A credential and the construct that stands for it. */
export interface Secreted {
  readonly credential: Credential;
  readonly secret: Creation;
}

/** What a text of a project becomes: itself, or something that refers to secrets and constants. */
export class Values {
  readonly #secrets: readonly Secreted[];
  readonly #sourced: ReadonlyMap<string, Sourced>;
  readonly #constants: ReadonlyMap<string, Constant>;

  constructor(secrets: readonly Secreted[], sourced: readonly Sourced[], constants: ReadonlyMap<string, Constant>) {
    // The longest first: one may be a part of another.
    this.#secrets = [...secrets].sort((a, b) => b.credential.value.length - a.credential.value.length);
    this.#sourced = new Map(sourced.map((one) => [`${one.service} ${one.place}`, one]));
    this.#constants = constants;
  }

  /** @param place as `textsOf` names it */
  of(service: string, place: string, text: string): Expr {
    const where = `${service} ${place}`;
    const parts = this.#secrets.reduce<Parts>((all, one) => withSecret(all, one, where), [text]);
    if (parts.length > 1 || typeof parts[0] !== "string") return joined(parts);
    const written = this.#sourced.get(where)?.parts ?? [];
    return joined(
      written.length === 0
        ? [text]
        : written.map((part) => {
            const constant = this.#constants.get(part.variable ?? "");
            return constant === undefined ? part.text : new Ref(constant);
          }),
    );
  }
}

/** Variables that several places have, and that are no credential's: each a constant of the file. */
export function constantsOf(sourced: readonly Sourced[], credentials: readonly Credential[]): Map<string, string> {
  const uses = new Map<string, { text: string; places: Set<string> }>();
  for (const { service, place, parts } of sourced) {
    for (const { text, variable } of parts) {
      if (variable === undefined) continue;
      const use = uses.get(variable) ?? { text, places: new Set() };
      uses.set(variable, { text, places: use.places.add(`${service} ${place}`) });
    }
  }
  const isSecret = (text: string) =>
    credentials.some(({ value, isTelling }) => value === text || (isTelling && text.includes(value)));
  const shared = [...uses].filter(([, { text, places }]) => places.size > 1 && text !== "" && !isSecret(text));
  return new Map(shared.sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { text }]) => [name, text]));
}

type Parts = readonly (string | Ref)[];

function withSecret(parts: Parts, { credential, secret }: Secreted, where: string): Parts {
  const { value, isTelling, places } = credential;
  if (!isTelling && !places.has(where)) return parts;
  const encoded = percentEncode(value);
  return parts.flatMap((part) => {
    if (typeof part !== "string") return [part];
    if (!isTelling) return short(part, value, secret);
    return split(part, value, new Ref(secret)).flatMap((rest) =>
      typeof rest === "string" && encoded !== value ? split(rest, encoded, new Ref(secret, "uriEncoded")) : [rest],
    );
  });
}

/** A value that may be there by chance: only where it is the whole of something. */
function short(text: string, value: string, secret: Creation): Parts {
  if (text === value) return [new Ref(secret)];
  for (const [before, after] of [
    [":", "@"],
    ["=", ""],
    [" ", ""],
  ] as const) {
    const at = text.indexOf(`${before}${value}${after}`);
    const end = at + before.length + value.length;
    if (at === -1 || (after === "" && /\S/.test(text[end] ?? " "))) continue;
    return [text.slice(0, at + before.length), new Ref(secret), text.slice(end)].filter((part) => part !== "");
  }
  return [text];
}

function split(text: string, value: string, ref: Ref): Parts {
  return text
    .split(value)
    .flatMap((part, index) => (index === 0 ? [part] : [ref, part]))
    .filter((part) => part !== "");
}

function joined(parts: Parts): Expr {
  const merged = parts.reduce<(string | Ref)[]>((all, part) => {
    const last = all.at(-1);
    if (typeof part === "string" && typeof last === "string") all.splice(-1, 1, last + part);
    else all.push(part);
    return all;
  }, []);
  const [only] = merged;
  if (merged.length === 0) return "";
  return merged.length === 1 && only !== undefined ? only : new Words(merged);
}
