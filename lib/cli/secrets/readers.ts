import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Problem, ProblemError } from "../../core/problem.ts";
import { STORE_FILE } from "../../secrets/place.ts";
import { RECIPIENTS_FILE } from "../../secrets/recipients.ts";

/** HL820 for keys that `secrets.recipients` names and nobody confirmed; nothing where the store cannot be opened here. */
export async function readerFindings(root: string): Promise<Problem[]> {
  if (![STORE_FILE, RECIPIENTS_FILE].every((name) => existsSync(join(root, name)))) return [];
  const [{ openStore }, { unconfirmed }] = await Promise.all([
    import("../../secrets/store.ts"),
    import("../../secrets/readers.ts"),
  ]);
  try {
    const { added } = await (await openStore(root)).readerChanges();
    return added.length === 0 ? [] : [unconfirmed(added)];
  } catch (error) {
    // A definition is checked where no key is, too.
    if (error instanceof ProblemError) return [];
    throw error;
  }
}
