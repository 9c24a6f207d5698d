import { isMap, isNode, isScalar, type Pair, parseAllDocuments, visit } from "yaml";
import { isCredential, urlPassword } from "../policy/credentials.ts";

/** What people wrote beside their services, line by line. */
export interface Comments {
  readonly file: readonly string[];
  readonly services: ReadonlyMap<string, ServiceComments>;
}

export interface ServiceComments {
  readonly above: readonly string[];
  /** By the key of the service that they stand at, or below. */
  readonly keys: ReadonlyMap<string, readonly string[]>;
}

/**
 * The comments of a project's files. Lines that hold a credential are left out: a variable that is commented out may be one.
 * @param secrets values that must not stand in clear
 */
export function commentsOf(sources: readonly string[], secrets: readonly string[]): Comments {
  const file: string[] = [];
  const services = new Map<string, ServiceComments>();
  const clean = (texts: readonly (string | null | undefined)[]) => linesOf(texts, secrets);
  for (const { commentBefore, contents } of sources.flatMap((source) =>
    parseAllDocuments(source, { logLevel: "silent" }),
  )) {
    if (!isMap(contents)) continue;
    const all = contents.items.find(({ key }) => nameOf(key) === "services");
    const first = contents.items[0];
    file.push(...clean([commentBefore, contents.commentBefore, first && first === all ? before(first) : undefined]));
    if (!isMap(all?.value)) continue;
    for (const [index, pair] of all.value.items.entries()) {
      const known = services.get(nameOf(pair.key));
      const lead = index === 0 ? all.value.commentBefore : undefined;
      const inside = isMap(pair.value) ? pair.value : undefined;
      const above = clean([lead, before(pair), inside?.commentBefore]);
      const keys = new Map(known?.keys);
      for (const one of inside?.items ?? []) {
        const lines = clean([before(one), ...within(one)]);
        const name = nameOf(one.key);
        if (lines.length > 0) keys.set(name, [...(keys.get(name) ?? []), ...lines]);
      }
      services.set(nameOf(pair.key), { above: [...(known?.above ?? []), ...above], keys });
    }
  }
  return { file, services };
}

function nameOf(key: unknown): string {
  return isScalar(key) ? String(key.value) : "";
}

function before({ key }: Pair): string | null | undefined {
  return isNode(key) ? key.commentBefore : undefined;
}

/** All comments of a pair's value, in the order in which they stand. */
function within({ value }: Pair): (string | null | undefined)[] {
  if (!isNode(value)) return [];
  const found: (string | null | undefined)[] = [];
  visit(value, {
    Node: (_, node) => {
      if ("commentBefore" in node) found.push(node.commentBefore);
      if (isScalar(node) || node === value) found.push(node.comment);
    },
  });
  return found;
}

function linesOf(texts: readonly (string | null | undefined)[], secrets: readonly string[]): string[] {
  const lines = texts
    .flatMap((text) => text?.split("\n") ?? [])
    .map((line) => line.replace(/\p{C}|[\u2028\u2029]/gu, " ").trim());
  return lines.filter((line) => line !== "" && !isTelltale(line, secrets));
}

function isTelltale(line: string, secrets: readonly string[]): boolean {
  if (secrets.some((secret) => secret.length >= 4 && line.includes(secret)) || urlPassword(line) !== undefined)
    return true;
  const assigned = [...line.matchAll(/([\w.-]+)["']?\s*[:=]\s*["']?([^\s"']+)/g)];
  return assigned.some(([, name = "", value = ""]) => isCredential(name, value));
}
