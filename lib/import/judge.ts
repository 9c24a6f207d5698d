import { Homelab, type Problem } from "../core/index.ts";
import { checks } from "../policy/checks.ts";
import { analyse } from "../project/analyse.ts";
import { construct, propsOf } from "./construct.ts";
import { type Expr, type Fields, isFields } from "./expression.ts";
import type { ProjectCode } from "./project.ts";
import type { Refusal } from "./refusal.ts";

/**
 * Has the model judge a project. What it refuses is taken out, the smallest part that it is about: an item of a list, else the
 * key; what nothing takes out is left, for whoever builds the definition to report.
 */
export function judged(code: ProjectCode): ProjectCode {
  let current = code;
  const refusals: Refusal[] = [...code.refusals];
  for (;;) {
    const found = firstCulprit(current);
    if (found === undefined) return { ...current, refusals };
    current = found.without;
    refusals.push(found.refusal);
  }
}

function errorsOf(code: ProjectCode): Problem[] {
  const homelab = new Homelab("homelab");
  construct(homelab, code);
  const { built, found } = analyse(homelab);
  return [...built, ...found.filter(({ code: one }) => !isWaivable(one))].filter(({ level }) => level === "error");
}

/** What the checks find and may be accepted is kept as it was. */
function isWaivable(code: string): boolean {
  return checks.some((check) => check.code === code && check.waivable === true);
}

interface Culprit {
  readonly refusal: Refusal;
  readonly without: ProjectCode;
}

function firstCulprit(code: ProjectCode): Culprit | undefined {
  for (const problem of errorsOf(code)) {
    const found = culprit(code, problem);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** What has to go for a problem to be gone. Of several candidates the smallest is taken, in the order in which they are written. */
function culprit(code: ProjectCode, problem: Problem): Culprit | undefined {
  const [, id] = (problem.path ?? "").split("/");
  const creation =
    code.creations.find((one) => one.id === id && one.kind === "Service") ??
    code.creations.find((one) => one.id === id);
  if (creation === undefined) return undefined;
  const before = count(errorsOf(code), problem);
  for (const { key, props } of parts(propsOf(code, creation))) {
    const without = { ...code, reduced: new Map([...code.reduced, [creation, props]]) };
    if (count(errorsOf(without), problem) < before) {
      return { refusal: { service: creation.id, key, reason: problem.message, fix: problem.fix }, without };
    }
  }
  return undefined;
}

/** Problems of one kind at one construct; their places shift when an item before them goes. */
function count(problems: readonly Problem[], problem: Problem): number {
  const key = ({ code, path, message }: Problem) => JSON.stringify([code, path, message.replace(/\.\d+/g, "")]);
  return problems.filter((one) => key(one) === key(problem)).length;
}

interface Part {
  /** As the Compose file names it, `volumes.1.nocopy`. */
  readonly key: string;
  readonly props: Fields;
}

/** What means something only as a whole. */
const whole = new Set(["command", "entrypoint", "healthcheck", "logging", "image"]);

/** What an item of a list is nothing without. */
const essential = new Set(["type", "bind", "volume", "target", "published", "network", "service", "source"]);

/** The properties without each of their parts: what an item says besides, then items, then whole keys. */
function parts(props: Fields): Part[] {
  const keys = Object.entries(props).filter(([key, value]) => value !== undefined && key !== "image");
  const divisible = keys.filter(([key]) => !whole.has(key));
  const put = (key: string, item: string, value: Expr): Part => ({
    key: `${composeKey(key)}.${item}`,
    props: { ...props, [key]: value },
  });
  return [
    ...divisible.flatMap(([key, value]) => details(value).map(([item, rest]) => put(key, item, rest))),
    ...divisible.flatMap(([key, value]) => items(value).map(([item, rest]) => put(key, item, rest))),
    ...keys.map(([key]) => ({ key: composeKey(key), props: without(props, key) })),
  ];
}

function details(value: Expr | undefined): [item: string, rest: Expr][] {
  if (!Array.isArray(value)) return [];
  const list = value as readonly Expr[];
  return list.flatMap((item, index) => {
    const names = isFields(item)
      ? Object.keys(item).filter((name) => item[name] !== undefined && !essential.has(name))
      : [];
    return names.map((name): [string, Expr] => [
      `${index}.${composeKey(name)}`,
      list.map((one, other) => (other === index ? without(item as Fields, name) : one)),
    ]);
  });
}

function items(value: Expr | undefined): [item: string, rest: Expr][] {
  if (Array.isArray(value)) {
    const list = value as readonly Expr[];
    return list.length < 2 ? [] : list.map((_, index) => [String(index), list.filter((_, other) => other !== index)]);
  }
  if (!isFields(value)) return [];
  const names = Object.keys(value);
  return names.length < 2 ? [] : names.map((name) => [name, without(value, name)]);
}

function without(fields: Fields, name: string): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name));
}

/** `pidsLimit` is `pids_limit`. */
function composeKey(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
