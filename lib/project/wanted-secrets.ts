import type { Ledger, SecretModel, StackModel } from "../model/index.ts";
import { ALPHABETS } from "../secrets/generate.ts";
import type { Wanted } from "../secrets/store.ts";

/**
 * What a definition asks of the store, sorted by name. A secret that several stacks use is wanted once.
 * @param ledger knows which generated values were made: one of these that is gone is not made again
 */
export function wantedSecrets(stacks: readonly StackModel[], ledger?: Ledger): Wanted[] {
  const isMade = (path: string) => {
    const entry = ledger?.entries.get(path);
    return entry?.kind === "secret" && entry.made === true && !entry.disposable;
  };
  const byName = new Map<string, SecretModel>();
  for (const secret of stacks.flatMap((stack) => stack.secrets)) {
    const consumers = [...(byName.get(secret.name)?.consumers ?? []), ...secret.consumers];
    byName.set(secret.name, { ...secret, consumers: [...new Set(consumers)].sort() });
  }
  return [...byName.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, path, source, consumers }) =>
      source.from === "generated"
        ? {
            ...{ name, consumers, generate: { length: source.length, alphabet: ALPHABETS[source.alphabet] } },
            ...(isMade(path) && { madeFor: path }),
          }
        : { name, consumers, ...(source.description !== "" && { description: source.description }) },
    );
}
