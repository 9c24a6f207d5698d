import { randomInt } from "node:crypto";
import { ProblemError } from "../core/problem.ts";

const LOWER = "abcdefghijklmnopqrstuvwxyz";
const ALPHANUMERIC = `ABCDEFGHIJKLMNOPQRSTUVWXYZ${LOWER}0123456789`;

/** Alphabets by what may hold the secret. One character gives log2 of the alphabet's size in bits. */
export const ALPHABETS = {
  /** 62 letters and digits, 5.9 bits each: safe in a URL, a connection string, YAML, INI, SQL, a shell and on a command line. */
  alphanumeric: ALPHANUMERIC,
  /** 16 digits, 4 bits each: for keys that an app decodes. */
  hex: "0123456789abcdef",
  /** 64 characters, 6 bits each, base64url's (RFC 4648 section 5): safe in a URL. It may begin with `-`, which a command line takes for an option. */
  urlsafe: `${ALPHANUMERIC}-_`,
} as const;

/** How to make a secret: `length` characters of `alphabet`. */
export interface Generate {
  /** In characters, 1 to 65536. */
  readonly length: number;
  /** A name of {@link ALPHABETS}, or the characters to draw from: two or more, each once. */
  readonly alphabet: string;
}

/**
 * Draws a secret, every character evenly and on its own (`crypto.randomInt` rejects what would bias it).
 * @param name what to call the secret in a problem.
 * @throws ProblemError HL816 if the length or the alphabet is unusable.
 */
export function generate({ length, alphabet }: Generate, name = "A secret"): string {
  const named: Readonly<Record<string, string>> = ALPHABETS;
  const characters = [...(Object.hasOwn(named, alphabet) ? (named[alphabet] ?? "") : alphabet)];
  const fits = Number.isInteger(length) && length >= 1 && length <= 65_536;
  if (!fits || characters.length < 2 || new Set(characters).size !== characters.length) {
    throw new ProblemError({
      code: "HL816",
      level: "error",
      message: `${name} cannot be generated from this length and alphabet.`,
      fix: "Give a whole length from 1 to 65536, and an alphabet of at least two characters, none of them twice.",
    });
  }
  return Array.from({ length }, () => characters[randomInt(characters.length)]).join("");
}
