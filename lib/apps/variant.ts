import type { Stack } from "../core/index.ts";

/**
 * A way to use a component. What is asked of every component is asked of each variant: goldens, findings, docs, and that it
 * comes up and stays quiet on a real engine. It is written as users write, with what the package exports.
 */
export interface Variant {
  /** Of all variants the only one of that name: lowercase letters, digits and `-`. */
  readonly name: string;
  /** Defines it in the stack `own`, and what it needs of others in `beside`, which may be the same stack. */
  readonly define: (own: Stack, beside: Stack) => unknown;
  /** The values of the secrets that it asks the user for, by their name in the store without the stack's: any that its image takes. */
  readonly provided?: Readonly<Record<string, string>>;
}
