import { type Problem, ProblemError } from "../core/problem.ts";

/**
 * A dotenv text that Docker Compose and we read back byte for byte: the inside of the store, and the `.env` beside a
 * rendered compose file. Compose's reader is compose-go's `dotenv` package, unchanged in this since its 2.0.2:
 *
 * - Inside single quotes `\'` is a quote and every other pair of a backslash and a character stays as it is. So an odd
 *   run of backslashes before a quote, or at the end, has no single-quoted spelling.
 * - Inside double quotes `\\`, `\"` and `\$` are a backslash, a quote and a dollar sign; an unescaped `$` is expanded.
 *   With the three escaped, every text has a double-quoted spelling.
 *
 * What cannot be said at all is a NUL character (no environment variable holds one) and half a surrogate pair (it has
 * no UTF-8).
 */

const NAME = /^[A-Z][A-Z0-9_]*$/;

/** Names that Compose or the Docker client read from `.env` for themselves, or that every shell has set, which wins over `.env`. */
const RESERVED =
  /^(?:COMPOSE_.*|DOCKER_(?:API_VERSION|CERT_PATH|CONFIG|CONTEXT|HOST|TLS|TLS_VERIFY)|HOME|HOSTNAME|LANG|LOGNAME|OLDPWD|PATH|PWD|SHELL|SHLVL|TERM|TMPDIR|UID|USER)$/;

/** What is wrong with a secret's name, or nothing. Names are `[A-Z][A-Z0-9_]*` and none that Compose or the shell own. */
export function nameProblem(name: string): Problem | undefined {
  if (!NAME.test(name)) {
    return {
      code: "HL800",
      level: "error",
      message: `${JSON.stringify(name)} cannot name a secret.`,
      fix: "Use capital letters, digits and underscores, beginning with a letter: DATABASE_PASSWORD.",
    };
  }
  if (RESERVED.test(name)) {
    return {
      code: "HL800",
      level: "error",
      message: `${name} cannot name a secret: Docker Compose or the shell give that variable a meaning of their own.`,
      fix: "Give it another name, such as one that begins with the stack's.",
    };
  }
  return undefined;
}

/** What is wrong with a secret's value, or nothing. The value itself is never part of the problem. */
export function valueProblem(name: string, value: string): Problem | undefined {
  const flaw = value.includes("\0")
    ? "a NUL character, which no environment variable can hold"
    : /\p{Surrogate}/u.test(value)
      ? "half of a surrogate pair, which is no text"
      : undefined;
  if (flaw === undefined) return undefined;
  const fix = "Store binary data as base64 or hex, and decode it where it is used.";
  return { code: "HL801", level: "error", message: `The value of ${name} contains ${flaw}.`, fix };
}

/**
 * Writes entries as dotenv text, sorted by name, one `NAME='value'` each, with `header` lines as comments in front.
 * @throws ProblemError HL800, HL801 naming every entry that has no spelling.
 */
export function formatDotenv(entries: Iterable<readonly [string, string]>, header: readonly string[] = []): string {
  const sorted = [...entries].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const problems = sorted.flatMap(([name, value]) => nameProblem(name) ?? valueProblem(name, value) ?? []);
  if (problems.length > 0) throw new ProblemError(problems);
  const comments = header.map((line) => `# ${line}\n`);
  return [...comments, ...sorted.map(([name, value]) => `${name}=${quote(value)}\n`)].join("");
}

function quote(value: string): string {
  for (const { 0: run, index } of value.matchAll(/\\+/g)) {
    const next = value[index + run.length];
    if (run.length % 2 === 1 && (next === undefined || next === "'")) return `"${value.replace(/[\\"$]/g, "\\$&")}"`;
  }
  return `'${value.replaceAll("'", "\\'")}'`;
}

/**
 * Reads dotenv text: `NAME=value`, single-quoted, double-quoted or bare, comments and blank lines. Whatever it accepts
 * Compose reads equally; what Compose would expand, inherit or guess at is refused instead.
 * @param file what to call the text in a problem, for instance `secrets.age`.
 * @throws ProblemError HL800, HL802 with file and line, never with what the line holds.
 */
export function parseDotenv(text: string, file: string): Map<string, string> {
  const entries = new Map<string, string>();
  let at = text.startsWith("\uFEFF") ? 1 : 0;

  const take = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match !== null) at = pattern.lastIndex;
    return match;
  };

  for (;;) {
    take(/(?:[ \t\r\n]|#[^\n]*)*/y);
    if (at >= text.length) return entries;
    const line = lineOf(text, at);
    const name = take(/(?:export[ \t]+)?([A-Z][A-Z0-9_]*)[ \t]*=[ \t\r]*/y)?.[1];
    // What stands there may be part of a value that was quoted wrongly: it is not shown.
    if (name === undefined) throw badLine(file, line, "it is not NAME='value' with a name in capital letters");
    const reserved = nameProblem(name);
    if (reserved !== undefined)
      throw new ProblemError({ ...reserved, message: `${file}, line ${line}: ${reserved.message}` });
    if (entries.has(name)) throw badLine(file, line, `${name} is already set above`);

    const mark = text.charAt(at);
    let value: string | Flaw;
    if (mark === "'" || mark === '"') {
      const end = closingQuote(text, at, mark);
      if (end === -1) throw badLine(file, line, `the quote that opens the value of ${name} is never closed`);
      value = mark === "'" ? unquoteSingle(text.slice(at + 1, end)) : unquoteDouble(text.slice(at + 1, end));
      at = end + 1;
      if (take(/[ \t\r]*(?:#[^\n]*)?(?:\n|$)/y) === null) {
        throw badLine(file, lineOf(text, at), `there is text behind the closing quote of ${name}`);
      }
    } else {
      value = bare(take(/[^\n]*/y)?.[0] ?? "");
    }
    if (typeof value !== "string") throw badLine(file, line, `the value of ${name} ${value.flaw}`);
    const unusable = valueProblem(name, value);
    if (unusable !== undefined) throw badLine(file, line, unusable.message);
    entries.set(name, value);
  }
}

interface Flaw {
  readonly flaw: string;
}

function closingQuote(text: string, open: number, mark: string): number {
  for (let i = open + 1; i < text.length; i++) {
    if (text[i] === "\\") i++;
    else if (text[i] === mark) return i;
  }
  return -1;
}

function unquoteSingle(raw: string): string {
  return raw.replace(/\\([\s\S])/g, (pair, next) => (next === "'" ? next : pair));
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\", '"': '"', $: "$", n: "\n", r: "\r", t: "\t" };

function unquoteDouble(raw: string): string | Flaw {
  let flaw: string | undefined;
  const value = raw.replace(/\\([\s\S])|\$/g, (match: string, next: string | undefined) => {
    if (next === undefined) flaw ??= "has a $ that Docker Compose would expand";
    else if (!Object.hasOwn(ESCAPES, next)) flaw ??= 'has a backslash that is not one of \\\\ \\" \\$ \\n \\r \\t';
    return ESCAPES[next ?? ""] ?? match;
  });
  return flaw === undefined ? value : { flaw };
}

function bare(raw: string): string | Flaw {
  const value = (raw.split(" #", 1)[0] ?? "").replace(/[ \t\r]+$/, "");
  if (value.startsWith("#")) return { flaw: "begins with #" };
  if (value.includes("$")) return { flaw: "has a $ that Docker Compose would expand" };
  if (/[\p{Cc}\p{Z}\uFEFF]/u.test(value.replaceAll(" ", "")))
    return { flaw: "has a control character or an odd space" };
  return value;
}

function lineOf(text: string, at: number): number {
  return text.slice(0, at).split("\n").length;
}

function badLine(file: string, line: number, why: string): ProblemError {
  return new ProblemError({
    code: "HL802",
    level: "error",
    message: `${file}, line ${line}: ${why}.`,
    fix: "Write NAME='value' in single quotes, with \\' for a quote inside; the value may run over several lines.",
  });
}
