import { ProblemError } from "../core/problem.ts";
import type { Identity } from "./identity.ts";

// age-encryption is imported where it is used: a command that touches no secret does not pay for loading it.

/** Encrypts a text for recipients as an ASCII-armoured age file, whose every line git can show. */
export async function encrypt(text: string, recipients: readonly string[]): Promise<string> {
  const { Encrypter, armor } = await import("age-encryption");
  const encrypter = new Encrypter();
  for (const recipient of recipients) encrypter.addRecipient(recipient);
  return armor.encode(await encrypter.encrypt(text));
}

/**
 * Decrypts an age file, armoured or binary.
 * @param file what to call it in a problem.
 * @throws ProblemError HL810 if it is damaged, HL811 if it is not for this identity, HL812 if it holds no UTF-8 text.
 */
export async function decrypt(content: Uint8Array, identity: Identity, file: string): Promise<string> {
  const { Decrypter, armor } = await import("age-encryption");
  const decrypter = new Decrypter();
  for (const key of identity.keys()) decrypter.addIdentity(key);
  let plain: Uint8Array;
  try {
    const text = Buffer.from(content).toString("latin1");
    plain = await decrypter.decrypt(text.startsWith("age-encryption.org/") ? content : armor.decode(text));
  } catch (error) {
    // The library has no error classes: this sentence is its only sign of a key that fits no recipient.
    throw error instanceof Error && error.message.startsWith("no identity matched")
      ? await wrongKey(identity, file)
      : damaged(file, Buffer.from(content).includes("<<<<<<<"));
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(plain);
  } catch {
    throw new ProblemError({
      code: "HL812",
      level: "error",
      message: `${file} opens, but holds no UTF-8 text.`,
      fix: "It should be a dotenv file, NAME='value' lines, encrypted with age. Restore it from git.",
    });
  }
}

async function wrongKey(identity: Identity, file: string): Promise<ProblemError> {
  return new ProblemError({
    code: "HL811",
    level: "error",
    message: `${file} was not encrypted for the identity in ${identity.origin} (${(await identity.recipients()).join(", ")}).`,
    fix: "Set HOMELAB_AGE_KEY_FILE to the identity that opens it, or ask someone who can to add that public key to secrets.recipients and run homelab secrets rekey.",
  });
}

function damaged(file: string, conflict: boolean): ProblemError {
  return new ProblemError({
    code: "HL810",
    level: "error",
    message: conflict
      ? `${file} holds a merge conflict.`
      : `${file} is damaged: it was cut short or edited, or is no age file.`,
    fix: conflict
      ? `Take one side whole (git checkout --ours or --theirs ${file}), then set what the other side had changed.`
      : `Restore it, for instance with git checkout -- ${file}.`,
  });
}
