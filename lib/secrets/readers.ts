import type { Problem } from "../core/problem.ts";
import { RECIPIENTS_FILE } from "./recipients.ts";

// Who can read the store stands in `secrets.recipients`, which anyone who can commit may change. Whom a person let in is on
// record inside the store, where only those who can read it can have written it: `# Readable by: age1… age1…`.

const label = "Readable by:";

/** The line of the store's header that records its readers. */
export function readersLine(readers: readonly string[]): string {
  return `${label} ${readers.join(" ")}`;
}

/** The readers on record in a store's text; nothing where the record was lost, to another program's editing for one. */
export function recordedReaders(text: string): string[] | undefined {
  return new RegExp(`^# ${label} (.+)$`, "m").exec(text.slice(0, text.search(/^[^#\n]/m)))?.[1]?.split(" ");
}

/** How many recipients an age file is encrypted for; nothing for one that is not armoured. */
export function countReaders(content: Uint8Array): number | undefined {
  const armoured = /-----BEGIN AGE ENCRYPTED FILE-----\s([\s\S]*?)-----END/.exec(
    Buffer.from(content).toString("latin1"),
  );
  if (armoured === null) return undefined;
  // The header's stanzas, each `-> type …`, up to its MAC.
  const head =
    Buffer.from(armoured[1] ?? "", "base64")
      .toString("latin1")
      .split("\n---")[0] ?? "";
  return head.split("\n-> ").length - 1;
}

/** Who is let in and who is no longer, from one list of readers to another. */
export interface ReaderChanges {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

export function readerChanges(before: readonly string[], after: readonly string[]): ReaderChanges {
  return {
    added: after.filter((one) => !before.includes(one)),
    removed: before.filter((one) => !after.includes(one)),
  };
}

/** HL820: keys that are listed, and that nobody has let in. */
export function unconfirmed(keys: readonly string[]): Problem {
  const one = keys.length === 1;
  return {
    code: "HL820",
    level: "warning",
    message: `${RECIPIENTS_FILE} names ${keys.join(", ")}, and nobody has confirmed ${one ? "that key" : "those keys"}: the store stays closed to ${one ? "it" : "them"}.`,
    fix: `If you know whose ${one ? "it is" : "they are"} and want every secret read by ${one ? "it" : "them"}: homelab secrets rekey. Otherwise remove the line.`,
  };
}

/** HL817: who is no recipient any more still knows what was stored until now. */
export function stillKnows(removed: readonly string[], names: readonly string[]): Problem {
  const what = names.length === 0 ? "" : ` Rotate ${names.join(", ")}.`;
  return {
    code: "HL817",
    level: "warning",
    message: `${removed.join(", ")} can read the store no longer, and can still open every earlier version in git.${what}`,
    fix: "Unless its owner may know them: homelab secrets rotate NAME for what is generated, and homelab secrets set NAME with a new value for the rest.",
  };
}
