/**
 * From which version of an image its data may come to which. Versions of one line take each other's data; a line is named by
 * the first number of a version, or by the first two.
 */
export interface UpgradeRule {
  /** How many numbers name a line: `17` one, `11.8` two. Default: 1. */
  readonly numbers?: 1 | 2;
  /** Which later lines take the data: none, the next one, or all. */
  readonly reach: "none" | "next" | "all";
  /** The lines in their order, where the next one is not the next number. */
  readonly lines?: readonly string[];
  /** The version that data must have come to before it is given to a line: `{ 3: "2.20.15" }`. */
  readonly through?: Readonly<Record<string, string>>;
  /** Whether an older version of the same line takes the data. Default: false. */
  readonly backInLine?: boolean;
  /** What happens otherwise, in one sentence. */
  readonly why: string;
  /** How to get there all the same. */
  readonly instead: string;
  /** Images that have to be of the same version. */
  readonly companions?: readonly string[];
}

/**
 * Why data of one tag must not be given to another; undefined where it may, and where a tag names no version.
 *
 * @param before the tag that the data was written by: `33.0.8-apache`
 * @param after the tag that is to read it
 */
export function refusedJump(rule: UpgradeRule, before: string, after: string): string | undefined {
  const [old, next] = [numbersOf(before), numbersOf(after)];
  const [from, to] = [lineOf(rule, old), lineOf(rule, next)];
  if (from === undefined || to === undefined) return undefined;
  if (from === to) {
    return rule.backInLine !== true && compare(next, old) < 0 ? `${after} is older than ${before}` : undefined;
  }
  if (compare(numbersOf(to), numbersOf(from)) < 0) return `${to} is older than ${from}`;
  if (rule.reach === "none") return `${to} does not read the data of ${from}`;
  const over = rule.reach === "next" ? between(rule, from, to) : [];
  if (over.length > 0) return `from ${from} to ${to} it goes by ${over.join(", then ")}`;
  const least = rule.through?.[to];
  return least !== undefined && compare(old, numbersOf(least)) < 0 ? `to ${to} it goes by ${least}` : undefined;
}

/** The numbers that a tag begins with, as far as a `-`: none where it names no version. */
function numbersOf(tag: string): number[] {
  return (/^v?(\d+(?:\.\d+)*)(?=$|[-_+])/.exec(tag)?.[1] ?? "")
    .split(".")
    .flatMap((part) => (part === "" ? [] : Number(part)));
}

function lineOf({ numbers = 1 }: UpgradeRule, version: readonly number[]): string | undefined {
  return version.length < numbers ? undefined : version.slice(0, numbers).join(".");
}

/** The lines between two. A line that is not among those known counts by its place. */
function between({ lines }: UpgradeRule, from: string, to: string): string[] {
  if (lines === undefined) {
    const [first = 0, last = 0] = [Number(from), Number(to)];
    return Array.from({ length: Math.max(0, last - first - 1) }, (_, index) => String(first + 1 + index));
  }
  return lines.filter(
    (line) => compare(numbersOf(line), numbersOf(from)) > 0 && compare(numbersOf(line), numbersOf(to)) < 0,
  );
}

/** A number that one of them has not counts as the same: `17` is no other version than `17.11`. */
function compare(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Of what migrates its data as it starts, and never back. */
export function forwardOnly(app: string): UpgradeRule {
  return {
    reach: "all",
    why: `${app} brings its data to its own version as it starts, and an older one cannot read that.`,
    instead: "stay at the version on record or a newer one; to go back, restore a backup that the older one has made",
  };
}
