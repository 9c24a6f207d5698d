import { readFile } from "node:fs/promises";
import { errorCode } from "../system/atomic.ts";
import type { Environment } from "../system/environment.ts";
import { decrypt } from "./crypt.ts";
import { parseDotenv } from "./dotenv.ts";
import { findIdentity } from "./identity.ts";
import { noIdentity, unreadable } from "./problems.ts";
import { countReaders, recordedReaders } from "./readers.ts";

/** What a store's file holds. */
export interface Content {
  readonly entries: ReadonlyMap<string, string>;
  /** Who can read it, as is on record inside of it. */
  readonly readers: readonly string[] | undefined;
  /** How many can read it, where the file shows that. */
  readonly count: number | undefined;
}

/** What is in a store's file, by its bytes; nothing where there is none. */
export async function openContent(
  file: string,
  content: Buffer | undefined,
  env: Environment,
): Promise<Content | undefined> {
  if (content === undefined) return undefined;
  const identity = await findIdentity(env);
  if (identity === undefined) throw noIdentity(file, env);
  const text = await decrypt(content, identity, file);
  return {
    entries: parseDotenv(text, `${file} (decrypted)`),
    readers: recordedReaders(text),
    count: countReaders(content),
  };
}

/** A file's bytes; nothing where there is none. @throws ProblemError HL815 where it cannot be read */
export async function readIfThere(file: string): Promise<Buffer | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return undefined;
    throw unreadable(file, error);
  }
}
