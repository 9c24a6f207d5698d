import { sortedBy } from "../names.ts";
import { absence, forgetting, spell, spellAll } from "./findings.ts";
import type { Guess } from "./likely.ts";
import type { Declared, LedgerEntry, LedgerFinding } from "./records.ts";

/**
 * HL090 for each construct that is gone with what it keeps; HL097 for one that only had secrets which somebody provides.
 *
 * @param absent the paths of all that is on record and does not exist, as far as the host and the store could be asked
 */
export function gone(
  guesses: readonly Guess[],
  free: readonly Declared[],
  absent: ReadonlySet<string>,
): LedgerFinding[] {
  return guesses.flatMap((guess) => {
    const blocking = guess.items.filter(({ entry }) => entry.class !== "provided");
    if (blocking.length > 0) return [vanished({ ...guess, items: blocking }, free, absent)];
    return [unprovided(guess)];
  });
}

function vanished({ from, to, items }: Guess, free: readonly Declared[], absent: ReadonlySet<string>): LedgerFinding {
  const common = { code: "HL090", level: "error", path: from } as const;
  const record = `gone from the definition, with ${spellAll(items)} on record`;
  const lacking = items.filter(({ path }) => absent.has(path)).map(({ entry }) => entry);
  if (lacking.length === items.length) {
    const move = to === undefined ? "" : `; if it did, and "${to}" is the same, add \`lab.moved("${from}", "${to}")\``;
    return { ...common, message: `${record}, ${absence(lacking)}`, fix: `${forgetting(absent)}${move}` };
  }
  const places = lacking.map(({ place }) => place).join(", ");
  const message = lacking.length === 0 ? record : `${record} (${places}: ${absence(lacking)})`;
  const forget = `if it may go, \`homelab forget ${from}\``;
  if (to === undefined) {
    const moved = `if it has another path now, say so with \`lab.moved("${from}", "the/new/path")\``;
    return { ...common, message, fix: `bring it back; ${moved}; ${forget}` };
  }
  const likely = items.flatMap((item) => (item.likely ? [{ ...item, likely: item.likely }] : []));
  return {
    ...common,
    message: `${message}; "${to}" is new, and ${sortedBy(new Set(likely.map(fate)), (one) => one).join(", and ")}`,
    exists: free.map((one) => one.path),
    fix: `if it is the same, add \`lab.moved("${from}", "${to}")\`; ${forget}`,
    at: likely[0]?.likely.path ?? to,
  };
}

/** What would become of the new one without a move. */
function fate({ entry, likely }: { readonly entry: LedgerEntry; readonly likely: Declared }): string {
  if (entry.place === likely.place) return "would take that over";
  if (entry.kind === "secret") return `would get new secrets`;
  return `would start empty in ${spell(likely)}`;
}

function unprovided({ from, to, items }: Guess): LedgerFinding {
  return {
    code: "HL097",
    level: "advice",
    path: from,
    message: `gone from the definition, with ${spellAll(items)} on record${to === undefined ? "" : `; "${to}" is new, and would have to be provided with it again`}`,
    fix: `${to === undefined ? "" : `if it is the same, add \`lab.moved("${from}", "${to}")\`; `}if it is not needed any more, \`homelab forget ${from}\``,
    ...(to !== undefined && { at: items[0]?.likely?.path ?? to }),
  };
}
