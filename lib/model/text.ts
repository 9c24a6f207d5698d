import type { ModelText } from "./schema.ts";

/** A secret's value, by its name in the store. */
export type SecretLookup = (name: string) => string;

/** The text itself, its secrets put in; where it asks for it, percent-encoded as RFC 3986 section 2.3 allows. */
export function fill(text: ModelText, secret: SecretLookup): string {
  if (typeof text === "string") return text;
  return text
    .map((part) => {
      if (typeof part === "string") return part;
      return part.encode === "uri" ? percentEncode(secret(part.secret)) : secret(part.secret);
    })
    .join("");
}

/** Escapes all but RFC 3986's unreserved characters: `encodeURIComponent` leaves five that some parsers take as syntax. */
export function percentEncode(value: string): string {
  return encodeURIComponent(value).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
