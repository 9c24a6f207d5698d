// A printer of code that fits a line where it can, as the repository's formatter does: documents of texts, lines that may
// break, and groups, which break as a whole.

export type Doc = string | readonly Doc[] | Line | Trailing | Indent | Group;

interface Line {
  readonly line: "soft" | "space" | "hard";
}

/** What is written only where its group breaks. */
interface Trailing {
  readonly trailing: string;
}

interface Indent {
  readonly indent: Doc;
}

interface Group {
  readonly group: Doc;
  readonly breaks: boolean;
}

export const softline: Line = { line: "soft" };
export const line: Line = { line: "space" };
export const hardline: Line = { line: "hard" };

export function indent(doc: Doc): Indent {
  return { indent: doc };
}

/** A group is on one line where it fits and nothing in it has to break. */
export function group(doc: Doc, breaks = false): Group {
  return { group: doc, breaks: breaks || hasBreak(doc) };
}

const width = 120;

/** A comma between items, and one after the last where they stand on lines of their own. */
export function items(open: string, docs: readonly Doc[], close: string, { spaced = false, breaks = false } = {}): Doc {
  if (docs.length === 0) return open + close;
  const edge = spaced ? line : softline;
  const separated = docs.flatMap((doc, index) => (index === 0 ? [doc] : [",", line, doc]));
  return group([open, indent([edge, ...separated, { trailing: "," }]), edge, close], breaks);
}

export function join(separator: string, docs: readonly Doc[]): Doc {
  return docs.flatMap((doc, index) => (index === 0 ? [doc] : [separator, doc]));
}

interface Step {
  readonly depth: number;
  readonly flat: boolean;
  readonly doc: Doc;
}

export function print(doc: Doc): string {
  let out = "";
  let column = 0;
  const steps: Step[] = [{ depth: 0, flat: false, doc }];
  const write = (text: string) => {
    out += text;
    const at = text.lastIndexOf("\n");
    column = at === -1 ? column + text.length : text.length - at - 1;
  };
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    const { depth, flat, doc: one } = step;
    if (typeof one === "string") write(one);
    else if (Array.isArray(one)) steps.push(...one.map((part: Doc) => ({ depth, flat, doc: part })).reverse());
    else if ("trailing" in one) write(flat ? "" : one.trailing);
    else if ("indent" in one) steps.push({ depth: depth + 1, flat, doc: one.indent });
    else if ("group" in one) {
      const isFlat = flat || (!one.breaks && fits({ depth, flat: true, doc: one.group }, steps, width - column));
      steps.push({ depth, flat: isFlat, doc: one.group });
    } else if ("line" in one) {
      if (flat && one.line !== "hard") write(one.line === "soft" ? "" : " ");
      else write(`\n${"  ".repeat(depth)}`);
    }
  }
  return out.replace(/[ ]+$/gm, "");
}

/** Whether what comes next, up to the first line that will break, has room. */
function fits(first: Step, after: readonly Step[], room: number): boolean {
  const steps = [first];
  let left = room;
  let next = after.length;
  while (left >= 0) {
    const step = steps.pop() ?? after[--next];
    if (step === undefined) return true;
    const { depth, flat, doc } = step;
    if (typeof doc === "string") left -= doc.length;
    else if (Array.isArray(doc)) steps.push(...doc.map((part: Doc) => ({ depth, flat, doc: part })).reverse());
    else if ("trailing" in doc) left -= flat ? 0 : doc.trailing.length;
    else if ("indent" in doc) steps.push({ depth, flat, doc: doc.indent });
    else if ("group" in doc) steps.push({ depth, flat: flat && !doc.breaks, doc: doc.group });
    else if ("line" in doc) {
      if (!flat || doc.line === "hard") return true;
      left -= doc.line === "soft" ? 0 : 1;
    }
  }
  return false;
}

function hasBreak(doc: Doc): boolean {
  if (typeof doc === "string") return doc.includes("\n");
  if (Array.isArray(doc)) return doc.some(hasBreak);
  if ("trailing" in doc) return false;
  if ("indent" in doc) return hasBreak(doc.indent);
  if ("group" in doc) return doc.breaks;
  return "line" in doc && doc.line === "hard";
}
