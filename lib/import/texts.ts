import { sortedBy } from "../model/index.ts";
import { type Data, dataOf, type Json, listOf, mapOf, textOf } from "./data.ts";
import { type Creation, type Expr, type Fields, FileOf } from "./expression.ts";
import type { Surroundings } from "./surroundings.ts";

// Texts of a service, and the secret files that some of them name.

export function words(key: string, value: Json, { text }: Surroundings): Expr {
  return listOf(value).map((word, index) => text(`${key}.${index}`, String(word)));
}

export function texts(key: string, value: Json, { text }: Surroundings): Fields {
  return Object.fromEntries(
    sortedBy(Object.entries(mapOf(value)), ([name]) => name).map(([name, item]) => [
      name,
      text(`${key}.${name}`, textOf(item) ?? String(item ?? "")),
    ]),
  );
}

/** A variable without a value is one that nobody set: the container does not get it. One that is a secret file's path is the file. */
export function environment(value: Json, around: Surroundings, service: Data): Fields {
  const set = Object.fromEntries(Object.entries(mapOf(value)).filter(([, item]) => item !== null));
  const files = new Map(
    listOf(service["secrets"]).map((one) => [targetOf(dataOf(one)), secretFile(dataOf(one), around.secrets)] as const),
  );
  return Object.fromEntries(
    Object.entries(texts("environment", set, around)).map(([name, text]) => [
      name,
      (typeof text === "string" ? files.get(text) : undefined) ?? text,
    ]),
  );
}

/** The key of the secret or config that a service is given. */
export function grantKey(grant: Data): string {
  return textOf(grant["source"]) ?? "";
}

function targetOf(grant: Data): string {
  const target = textOf(grant["target"]) ?? grantKey(grant);
  return target.startsWith("/") ? target : `/run/secrets/${target}`;
}

export function secretFile(grant: Data, secrets: ReadonlyMap<string, Creation>): FileOf | undefined {
  const secret = secrets.get(grantKey(grant));
  if (secret === undefined) return undefined;
  const target = targetOf(grant);
  return new FileOf(secret, {
    target: target === `/run/secrets/${secret.id}` ? undefined : target,
    ...ownership(grant),
  });
}

/** Where a secret file is in the container. */
export function pathOf({ secret, options }: FileOf): string {
  return textOf(options["target"] as Json | undefined) ?? `/run/secrets/${secret.id}`;
}

/** Who owns a delivered file, and its mode. */
export function ownership(grant: Data): Fields {
  const number = (key: string) => (grant[key] === undefined ? undefined : Number(grant[key]));
  const mode = textOf(grant["mode"]);
  const octal = mode === undefined || /^0/.test(mode) ? mode : Number(mode).toString(8);
  return { uid: number("uid"), gid: number("gid"), mode: octal?.padStart(4, "0") };
}
