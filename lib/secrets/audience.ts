import type { Problem } from "../core/problem.ts";
import { writeAtomic } from "../system/atomic.ts";
import type { Environment } from "../system/environment.ts";
import { type Content, readIfThere } from "./content.ts";
import { findIdentity, makeIdentity } from "./identity.ts";
import { lockedOut, noIdentity } from "./problems.ts";
import { type ReaderChanges, readerChanges, stillKnows, unconfirmed } from "./readers.ts";
import { formatRecipients, parseRecipients } from "./recipients.ts";

/** Where a store lies, and whose environment says which identity opens it. */
export interface StorePlace {
  readonly file: string;
  readonly recipientsFile: string;
  readonly env: Environment;
}

/** A wish to encrypt for these, by default for all that `secrets.recipients` names: it confirms them. */
export interface Rekey {
  readonly recipients: readonly string[] | undefined;
}

/** Who to encrypt for, and how to bring `secrets.recipients` up to date. */
export interface Audience {
  readonly recipients: readonly string[];
  readonly publish: () => Promise<void>;
}

/**
 * Who the next save is for. Without a rekey these are the keys that `secrets.recipients` names and that were let in before.
 * Makes an identity where this is the first store of this user.
 * @param current what the store holds; nothing for a new one
 * @param warnings what is to be shown is added here
 * @throws ProblemError HL803-HL805, HL808, HL809
 */
export async function audience(
  place: StorePlace,
  current: Content | undefined,
  rekey: Rekey | undefined,
  warnings: Problem[],
): Promise<Audience> {
  const { file, recipientsFile, env } = place;
  const text = (await readIfThere(recipientsFile))?.toString("utf8");
  let identity = await findIdentity(env);
  if (identity === undefined && current === undefined && text === undefined) {
    const made = await makeIdentity(env);
    identity = made.identity;
    if (made.warning !== undefined) warnings.push(made.warning);
  }
  if (identity === undefined) throw noIdentity(file, env);
  const own = await identity.recipients();
  const listed = text === undefined ? own.slice(0, 1) : await parseRecipients(text, recipientsFile);
  const known = letIn(current, listed, own);
  const strangers = rekey === undefined ? listed.filter((one) => !known.includes(one)) : [];
  const recipients = (rekey?.recipients ?? listed).filter((one) => !strangers.includes(one));
  if (!recipients.some((one) => own.includes(one))) throw lockedOut(file, recipientsFile, identity, own);
  if (strangers.length > 0) warnings.push(unconfirmed(strangers));
  const { removed } = readerChanges(current?.readers ?? (rekey?.recipients ? listed : []), recipients);
  if (removed.length > 0) warnings.push(stillKnows(removed, [...(current?.entries.keys() ?? [])].sort()));
  const publish = async () => {
    if (text !== undefined && rekey?.recipients === undefined) return;
    await writeAtomic(recipientsFile, formatRecipients(recipients, text), { mode: 0o644 });
  };
  return { recipients, publish };
}

/** Who would be let in, and who no longer, by a rekey for these, by default for those that `secrets.recipients` names. */
export async function audienceChanges(
  { recipientsFile, env }: StorePlace,
  current: Content | undefined,
  recipients?: readonly string[],
): Promise<ReaderChanges> {
  const text = (await readIfThere(recipientsFile))?.toString("utf8");
  const listed = text === undefined ? undefined : await parseRecipients(text, recipientsFile);
  const given = recipients && (await parseRecipients(recipients.join("\n"), "The list of recipients"));
  const own = (await (await findIdentity(env))?.recipients()) ?? [];
  const known = letIn(current, listed ?? [], own);
  return readerChanges(known, given ?? listed ?? known);
}

/** Who was let in before: those on record. Where the record was lost, those listed, if the store is for as many. */
function letIn(current: Content | undefined, listed: readonly string[], own: readonly string[]): string[] {
  if (current?.readers !== undefined) return [...new Set([...current.readers, ...own])];
  const same = current?.count !== undefined && current.count === listed.length;
  return [...new Set([...(same ? listed : []), ...own])];
}
