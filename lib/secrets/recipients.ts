import { ProblemError } from "../core/problem.ts";

/**
 * `secrets.recipients`, beside `secrets.age`: who can open the store. One age public key a line, `#` lines are comments:
 * the form of `age -R`. It is committed, and edited by hand; `rekey` then encrypts the store again.
 */
export const RECIPIENTS_FILE = "secrets.recipients";

/**
 * Reads a recipients file, keeping the order and dropping repeats.
 * @throws ProblemError HL808 naming the file and line of what is no recipient, or the file if it names nobody.
 */
export async function parseRecipients(text: string, file: string): Promise<string[]> {
  const lines = text.split("\n").map((line) => line.trim());
  const found: string[] = [];
  for (const [index, line] of lines.entries()) {
    if (line === "" || line.startsWith("#")) continue;
    if (!(await isRecipient(line))) {
      throw new ProblemError({
        code: "HL808",
        level: "error",
        message: line.startsWith("AGE-SECRET-KEY-")
          ? `${file}, line ${index + 1}: this is a private key, and the file is made to be shared.`
          : `${file}, line ${index + 1}: this is no age public key.`,
        fix: "Write one public key a line (age1...; age-keygen -y prints an identity's), comments in lines of their own.",
      });
    }
    if (!found.includes(line)) found.push(line);
  }
  if (found.length > 0) return found;
  throw new ProblemError({
    code: "HL808",
    level: "error",
    message: `${file} names no recipient.`,
    fix: "Write one public key a line (age1...), or remove the file to use your own alone.",
  });
}

const HEADER =
  "# Who can open secrets.age: one age public key a line (age1...). After a change run: homelab secrets rekey";

/** A recipients file that names these: what `text` says of those who stay, its comments, then who is new. */
export function formatRecipients(recipients: readonly string[], text: string = HEADER): string {
  const lines = text.trimEnd().split("\n");
  const kept = lines.filter((line) => /^\s*(#|$)/.test(line) || recipients.includes(line.trim()));
  const present = new Set(kept.map((line) => line.trim()));
  return `${[...kept, ...recipients.filter((recipient) => !present.has(recipient))].join("\n")}\n`;
}

async function isRecipient(text: string): Promise<boolean> {
  const { Encrypter } = await import("age-encryption");
  try {
    new Encrypter().addRecipient(text);
    return true;
  } catch {
    return false;
  }
}
