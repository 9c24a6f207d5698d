import { lstatSync } from "node:fs";
import { realpath } from "node:fs/promises";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type Problem, ProblemError } from "../core/problem.ts";
import { sweepTemporaries, writeAtomic } from "../system/atomic.ts";
import type { Environment } from "../system/environment.ts";
import { audience, audienceChanges, type Rekey, type StorePlace } from "./audience.ts";
import { applyChanges, type SecretChange, sameEntries } from "./changes.ts";
import { type Content, openContent, readIfThere } from "./content.ts";
import { encrypt } from "./crypt.ts";
import { formatDotenv, nameProblem, parseDotenv, valueProblem } from "./dotenv.ts";
import { type Generate, generate } from "./generate.ts";
import { busy, withLock } from "./lock.ts";
import { STORE_FILE } from "./place.ts";
import { isThere, lostValues, notProvided, unknownSecret, unreadable } from "./problems.ts";
import { type ReaderChanges, readersLine } from "./readers.ts";
import { parseRecipients, RECIPIENTS_FILE } from "./recipients.ts";
import { missingStore, refuseLastCopies } from "./traces.ts";

export { STORE_FILE };

const HEADER = ["The secrets of a homelab: NAME='value', sorted by name. Comments are not kept."];

/** A secret that a definition uses. */
export interface Wanted {
  readonly name: string;
  /** How to make it; without it, the secret is provided by the user. */
  readonly generate?: Generate | undefined;
  /** Of one that has been made before, its path on record: it is not made again. */
  readonly madeFor?: string | undefined;
  /** The paths of the constructs that use it: `nextcloud/app`. */
  readonly consumers: readonly string[];
  /** What it is, for whoever has to provide it. */
  readonly description?: string | undefined;
}

export interface StoreOptions {
  /** Where HOMELAB_AGE_KEY_FILE, HOMELAB_AGE_KEY, XDG_CONFIG_HOME and HOME are read; `process.env` by default. */
  readonly env?: Environment;
}

/**
 * Opens `<dir>/secrets.age`; where there never was one, an empty store that the first `save` creates; where one is missing, a
 * store that neither makes nor saves a secret (HL819). Changes nothing.
 * @throws ProblemError HL803-HL805 (identity), HL810 (damaged), HL811 (wrong key), HL812, HL800, HL802 (content), HL815.
 */
export async function openStore(dir: string, options: StoreOptions = {}): Promise<Store> {
  // A link is followed, or the first save would replace it by a file.
  const path = join(dir, STORE_FILE);
  const file = await realpath(path).catch(() => path);
  const env = options.env ?? process.env;
  return new Store(dir, file, env, await openContent(file, await readIfThere(file), env));
}

/** The secrets of a project. Changes are pending until `save`. Printing or serialising a Store shows no value. */
export class Store {
  /** The path of the encrypted file. */
  readonly file: string;
  readonly #recipientsFile: string;
  readonly #env: Environment;
  readonly #dir: string;
  /** What the file held when last read or written; nothing while there is no file. */
  #saved: Content | undefined;
  /** That there was a store, which is not there now. */
  #missing: Problem | undefined;
  #changes = new Map<string, SecretChange>();
  #rekey: Rekey | undefined;

  /** Use {@link openStore}. */
  constructor(dir: string, file: string, env: Environment, saved: Content | undefined) {
    this.file = file;
    this.#dir = dir;
    this.#recipientsFile = join(dir, RECIPIENTS_FILE);
    this.#env = env;
    this.#saved = saved;
    this.#missing = saved === undefined ? missingStore(dir) : undefined;
  }

  /** @throws ProblemError HL819 where there was a store, and it is not there now */
  requireFound(): void {
    if (this.#missing !== undefined) throw new ProblemError(this.#missing);
  }

  /**
   * Has the next `save` make a new, empty store, whatever tells of an earlier one. Everybody whom `secrets.recipients` names
   * can read it.
   * @throws ProblemError HL822 where there is one, HL819 where a link leads nowhere or an `.env` holds the last copy
   */
  begin(): void {
    if (this.#saved !== undefined) throw new ProblemError(isThere(this.file));
    if (lstatSync(join(this.#dir, STORE_FILE), { throwIfNoEntry: false }) !== undefined) this.requireFound();
    refuseLastCopies(this.#dir);
    this.#missing = undefined;
    this.#rekey = { recipients: undefined };
  }

  /** All names, sorted. */
  names(): string[] {
    return [...this.#entries().keys()].sort();
  }

  has(name: string): boolean {
    return this.#entries().has(name);
  }

  /** A secret's value. After `ensure`, read it only when `save` is done: another writer's may have come first. Throws HL806 if there is none. */
  get(name: string): string {
    const value = this.#entries().get(name);
    if (value !== undefined) return value;
    this.requireFound();
    throw this.#unknown(name);
  }

  /** Sets a secret to any text. Throws HL800 or HL801 if the name or the value has no place in an environment. */
  set(name: string, value: string): void {
    const problem = nameProblem(name) ?? valueProblem(name, value);
    if (problem !== undefined) throw new ProblemError(problem);
    this.#changes.set(name, { kind: "set", value });
  }

  /** Removes a secret. Throws HL806 if there is none. */
  remove(name: string): void {
    if (!this.has(name)) throw this.#unknown(name);
    this.#changes.set(name, { kind: "remove" });
  }

  /** Generates a secret again. Throws HL806 if there is none, HL816 if `spec` is unusable. */
  rotate(name: string, spec: Generate): void {
    if (!this.has(name)) throw this.#unknown(name);
    this.set(name, generate(spec, name));
  }

  /**
   * Generates what is wanted, generated and missing or empty; keeps all that is there. Throws HL816 if a spec is unusable.
   * @returns the names generated, and a problem for each name that cannot be (HL800), that the user has yet to provide
   *   (HL807), or whose generated value was there before (HL825).
   */
  ensure(wanted: readonly Wanted[]): { generated: string[]; problems: Problem[] } {
    const generated: string[] = [];
    const problems: Problem[] = [];
    const lost: Wanted[] = [];
    for (const want of wanted) {
      const wrong = nameProblem(want.name);
      if (wrong !== undefined) problems.push(wrong);
      else if (this.#entries().get(want.name)) continue;
      else if (this.#missing !== undefined) return { generated: [], problems: [this.#missing] };
      else if (want.generate === undefined) problems.push(notProvided(want, this.has(want.name)));
      else if (want.madeFor !== undefined) lost.push(want);
      else {
        this.#changes.set(want.name, { kind: "default", value: generate(want.generate, want.name) });
        generated.push(want.name);
      }
    }
    if (lost.length > 0) problems.push(lostValues(lost));
    return { generated, problems };
  }

  /**
   * Who would be let in, and who no longer, by encrypting for `recipients`, by default for those that `secrets.recipients`
   * names. Throws HL808 if one is no recipient.
   */
  readerChanges(recipients?: readonly string[]): Promise<ReaderChanges> {
    return audienceChanges(this.#place(), this.#saved, recipients);
  }

  /** Has the next `save` encrypt again: for `recipients` (`age1...`), which then also replace those of `secrets.recipients`, or for those the file names now. Throws HL808 if one is no recipient. */
  async rekey(recipients?: readonly string[]): Promise<void> {
    const list = recipients && (await parseRecipients(recipients.join("\n"), "The list of recipients"));
    this.#rekey = { recipients: list };
  }

  /** The decrypted dotenv text, for an editor. Give what comes back to {@link replace}. */
  text(): string {
    this.requireFound();
    return formatDotenv(this.#entries(), HEADER);
  }

  /** Makes the secrets those of a dotenv text: sets what differs, removes what is missing. Throws HL800, HL802 and then changes nothing. */
  replace(text: string): void {
    const wanted = parseDotenv(text, "The edited text");
    for (const name of this.names()) if (!wanted.has(name)) this.remove(name);
    for (const [name, value] of wanted) if (this.#entries().get(name) !== value) this.set(name, value);
  }

  /**
   * Writes the pending changes over what the file holds by now, under a lock; writes nothing if nothing differs. Makes the
   * identity if this is the first store of this user, and `secrets.recipients` if there is none.
   * @returns warnings to show: HL817 (who was removed knows the old values), HL818 (a new identity, to back up), HL820 (a
   *   key that `secrets.recipients` names and nobody confirmed by a `rekey`: it is left out).
   * @throws ProblemError HL803-HL805, HL808, HL809 (would lock yourself out), HL810-HL812, HL813, HL814, HL815, HL819; the file is then as it was.
   */
  async save(): Promise<Problem[]> {
    const rekey = this.#rekey;
    const changes = new Map(this.#changes);
    if (changes.size === 0 && rekey === undefined) return [];
    this.requireFound();
    const warnings: Problem[] = [];
    await withLock(this.file, async () => {
      await Promise.all([this.file, this.#recipientsFile].map(sweepTemporaries));
      const before = await readIfThere(this.file);
      const current = await openContent(this.file, before, this.#env);
      if (current === undefined && this.#saved !== undefined) throw unreadable(this.file, "it was there and vanished");
      const merged = applyChanges(changes, current?.entries ?? new Map());
      let readers = current?.readers;
      if (rekey !== undefined || current === undefined || !sameEntries(merged, current.entries)) {
        const { recipients, publish } = await audience(this.#place(), current, rekey, warnings);
        readers = recipients;
        const content = await encrypt(formatDotenv(merged, [...HEADER, readersLine(recipients)]), recipients);
        const guard = async () => {
          if (!isDeepStrictEqual(await readIfThere(this.file), before)) throw busy(this.file);
        };
        // Of a first store the list comes after it: alone, it would tell of a store that is missing.
        if (current !== undefined) await publish();
        await writeAtomic(this.file, content, { guard });
        if (current === undefined) await publish();
      }
      this.#saved = { entries: merged, readers, count: readers?.length };
    }).catch((error: unknown) => {
      // A new identity outlives a save that failed, and this is the only time its warning can be given.
      throw error instanceof ProblemError && warnings.length > 0
        ? new ProblemError([...error.problems, ...warnings], error.exitCode)
        : error;
    });
    for (const [name, change] of changes) if (this.#changes.get(name) === change) this.#changes.delete(name);
    if (this.#rekey === rekey) this.#rekey = undefined;
    return warnings;
  }

  #place(): StorePlace {
    return { file: this.file, recipientsFile: this.#recipientsFile, env: this.#env };
  }

  #entries(): Map<string, string> {
    return applyChanges(this.#changes, this.#saved?.entries ?? new Map());
  }

  #unknown(name: string): ProblemError {
    return unknownSecret(this.file, name, this.names());
  }
}
