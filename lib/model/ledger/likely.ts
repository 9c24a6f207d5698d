import { compare, sortedBy } from "../names.ts";
import { type Declared, isWithin, type LedgerEntry } from "./records.ts";

/** What is on record, gone from the definition, and led on by no move. */
export interface Vanished {
  readonly path: string;
  readonly entry: LedgerEntry;
}

/** What vanished together, and what it may have become. */
export interface Guess {
  /** The construct that is gone: the volume or secret itself, or what it stood in. */
  readonly from: string;
  /** The path that `from` may have now, and the new volumes and secrets below it. Absent where nothing new is like it. */
  readonly to?: string;
  readonly items: readonly (Vanished & { readonly likely?: Declared })[];
}

interface Pair {
  readonly from: string;
  readonly to: string;
  readonly item: Vanished;
  readonly likely: Declared;
  /** The ids that both paths end with. */
  readonly shared: number;
}

/** Groups what vanished by the construct that went, with the new one that would take most of it. */
export function guesses(
  vanished: readonly Vanished[],
  free: readonly Declared[],
  constructs: ReadonlySet<string>,
): Guess[] {
  const pairs = vanished.flatMap((item) => free.flatMap((likely) => pairOf(item, likely, constructs) ?? []));
  const support = new Map<string, number>();
  for (const { from, to } of pairs) support.set(`${from} ${to}`, (support.get(`${from} ${to}`) ?? 0) + 1);
  const rank = ({ from, to, item, likely, shared }: Pair): readonly number[] => [
    item.entry.place === likely.place ? 0 : 1,
    shared > 0 ? 0 : 1,
    -(support.get(`${from} ${to}`) ?? 0),
    -shared,
    item.path.split("/")[0] === likely.path.split("/")[0] ? 0 : 1,
  ];
  const groups = new Map<string, Guess & { items: (Vanished & { likely?: Declared })[] }>();
  for (const item of vanished) {
    const own = pairs.filter((pair) => pair.item === item);
    const [best] = own.sort((a, b) => byNumbers(rank(a), rank(b)) || compare(a.likely.path, b.likely.path));
    const from = best?.from ?? topmostGone(item.path, constructs);
    const key = `${from} ${best?.to ?? ""}`;
    const group = groups.get(key) ?? { from, ...(best && { to: best.to }), items: [] };
    group.items.push({ ...item, ...(best && { likely: best.likely }) });
    groups.set(key, group);
  }
  return sortedBy(groups.values(), ({ from, to }) => `${from} ${to ?? ""}`);
}

/** How a vanished item could have become a new one: by a rename of what both stand in, as high up as can be; else of itself. */
function pairOf(item: Vanished, likely: Declared, constructs: ReadonlySet<string>): Pair | undefined {
  const { entry, path } = item;
  const samePlace = entry.place === likely.place;
  if (entry.kind !== likely.kind || (entry.class !== likely.class && !samePlace)) return undefined;
  const [was, is] = [path.split("/"), likely.path.split("/")];
  let shared = 0;
  const isShared = (n: number) => was[was.length - n] === is[is.length - n];
  const isGone = (n: number) => !constructs.has(was.slice(0, was.length - n).join("/"));
  while (shared + 1 < Math.min(was.length, is.length) && isShared(shared + 1) && isGone(shared + 1)) shared++;
  // Secrets have no class that says much: one is taken for another's successor only beside it.
  if (shared === 0 && entry.kind === "secret" && !samePlace && parentOf(path) !== parentOf(likely.path))
    return undefined;
  const from = was.slice(0, was.length - shared).join("/");
  const to = is.slice(0, is.length - shared).join("/");
  return from === to || isWithin(to, from) ? undefined : { from, to, item, likely, shared };
}

function topmostGone(path: string, constructs: ReadonlySet<string>): string {
  const ids = path.split("/");
  const lengths = ids.map((_, index) => index + 1);
  const length = lengths.find((one) => !constructs.has(ids.slice(0, one).join("/"))) ?? ids.length;
  return ids.slice(0, length).join("/");
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

function byNumbers(a: readonly number[], b: readonly number[]): number {
  const index = a.findIndex((one, at) => one !== b[at]);
  return index === -1 ? 0 : (a[index] ?? 0) - (b[index] ?? 0);
}
