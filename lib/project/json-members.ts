/** A member of a JSON object, as the text has it. */
export interface Member {
  /** The keys that lead to it, its own last; an array's elements have none. */
  readonly keys: readonly string[];
  /** Its value's text. */
  readonly value: string;
  /** From 1. */
  readonly line: number;
}

/**
 * Every member of every object in a JSON text that parses, in its order: those too that `JSON.parse` drops in silence,
 * because another one of the same key follows.
 */
export function jsonMembers(text: string): Member[] {
  const members: Member[] = [];
  const open: { readonly keys: readonly string[]; readonly start: number }[] = [];
  const depth: ("object" | "array")[] = [];
  let last = "";
  const close = (end: number) => {
    const member = open.pop();
    if (member === undefined) return;
    const line = text.slice(0, member.start).split("\n").length;
    members.push({ keys: member.keys, value: text.slice(member.start, end).trim(), line });
  };
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\],:]/g)) {
    if (token.startsWith('"')) last = JSON.parse(token) as string;
    else if (token === ":") open.push({ keys: [...(open.at(-1)?.keys ?? []), last], start: index + 1 });
    else if (token === "{" || token === "[") depth.push(token === "{" ? "object" : "array");
    else {
      // A comma or the object's end ends the member whose value stands before it; an empty object has none.
      const ends = token === "," ? depth.at(-1) : depth.pop();
      const isEmpty = token === "}" && /\{\s*$/.test(text.slice(0, index));
      if (ends === "object" && !isEmpty) close(index);
    }
  }
  return members;
}
