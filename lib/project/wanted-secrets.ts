import type { SecretModel, StackModel } from "../model/index.ts";
import { ALPHABETS } from "../secrets/generate.ts";
import type { Wanted } from "../secrets/store.ts";

/** What a definition asks of the store, sorted by name. A secret that several stacks use is wanted once. */
export function wantedSecrets(stacks: readonly StackModel[]): Wanted[] {
  const byName = new Map<string, SecretModel>();
  for (const secret of stacks.flatMap((stack) => stack.secrets)) {
    const consumers = [...(byName.get(secret.name)?.consumers ?? []), ...secret.consumers];
    byName.set(secret.name, { ...secret, consumers: [...new Set(consumers)].sort() });
  }
  return [...byName.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, source, consumers }) =>
      source.from === "generated"
        ? { name, consumers, generate: { length: source.length, alphabet: ALPHABETS[source.alphabet] } }
        : { name, consumers, ...(source.description !== "" && { description: source.description }) },
    );
}
