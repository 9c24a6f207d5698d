import type { ModelText } from "../../model/index.ts";

/** Doubles `$`, so that Compose's interpolation leaves a value as it is (Compose specification, "Interpolation"). */
export function literal(text: string): string {
  return text.replaceAll("$", "$$$$");
}

/** A text for a value in the file: secrets become variables that must be set, everything else is literal. */
export function interpolate(text: ModelText): string {
  if (typeof text === "string") return literal(text);
  return text
    .map((part) => (typeof part === "string" ? literal(part) : `\${${variable(part)}:?see .env.example}`))
    .join("");
}

/** The variable that holds a secret's value, or its percent-encoded value, which Compose cannot compute. */
export function variable(part: { readonly secret: string; readonly encode: "none" | "uri" }): string {
  return part.encode === "uri" ? `${part.secret}_URI` : part.secret;
}
