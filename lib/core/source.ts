import { isAbsolute, relative } from "node:path";
import { fileURLToPath } from "node:url";

type Declarations = WeakMap<object, { readonly stack?: string }>;

const shared = globalThis as { [key: symbol]: Declarations | undefined };
const declarationsKey = Symbol.for("homelab-stacks.declarations");

/**
 * Where each construct was declared. Kept beside the tree: a place in a file is no part of what a definition means. All
 * copies of the library have it in common, so that one can name the line that used another.
 */
const declarations: Declarations = shared[declarationsKey] ?? new WeakMap();
shared[declarationsKey] = declarations;

/** The folders of this library (`lib` or `dist`, whichever runs) and of its commands: frames within are ours, not the user's. */
const ownFolders = ["..", "../../bin/"].map((folder) => fileURLToPath(new URL(folder, import.meta.url)));

/** Deep enough for a construct inside a component inside a helper of the user's. */
const framesKept = 25;

/** Remembers the call that is constructing `construct`. The stack's text is only made if somebody asks for it. */
export function recordSource(construct: object): void {
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = framesKept;
  const declaration: { stack?: string } = {};
  Error.captureStackTrace(declaration, recordSource);
  Error.stackTraceLimit = limit;
  declarations.set(construct, declaration);
}

/**
 * The user's line that declared `construct`, as `stacks/homelab.ts:12`, relative to the working folder where it lies
 * within; `undefined` where no line of the user's took part.
 */
export function sourceOf(construct: object): string | undefined {
  return userFrame(declarations.get(construct)?.stack);
}

/** The topmost frame of a stack trace that is neither this library's, nor a dependency's, nor Node's. */
export function userFrame(stack: string | undefined): string | undefined {
  for (const line of stack?.split("\n") ?? []) {
    const match = /(?:\(|at (?:async )?)((?:file:\/\/)?\/[^()]+?):(\d+):\d+\)?$/.exec(line.trim());
    if (!match) continue;
    const [, place = "", row = ""] = match;
    const file = place.startsWith("file://") ? fileURLToPath(place) : place;
    if (ownFolders.some((folder) => file.startsWith(folder)) || file.includes("/node_modules/")) continue;
    const short = relative(process.cwd(), file);
    return `${short.startsWith("..") || isAbsolute(short) ? file : short}:${row}`;
  }
  return undefined;
}
