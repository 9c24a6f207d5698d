import type { Code } from "../codes/index.ts";
import { copyMessage, foreignCopy } from "./copy.ts";

// What a property takes, as a value that can be asked at run time: types refuse most mistakes, but not those that come from
// JavaScript, from a cast, or by an object made elsewhere, whose unknown keys TypeScript lets pass.

/** Where a value stands within the properties: `["volumes", 0, "readOnly"]`. */
export type Path = readonly (string | number)[];

/** One value that its place does not take. */
export interface Fault {
  readonly code: Code;
  readonly path: Path;
  readonly message: string;
  /** What exists instead. */
  readonly exists?: readonly string[];
  readonly fix: string;
}

/** The answer of a shape that can use nothing of a value. */
export const nothing = Symbol("nothing");

/** Adds to `faults` what is wrong with a value. Returns what of it can be used: the value itself where nothing is wrong. */
export interface Shape {
  (value: unknown, path: Path, faults: Fault[]): unknown;
  /** Whether the property must be there. */
  readonly needed?: boolean;
  /** Whether it fits nothing, and only says of some values why: see {@link refused}. */
  readonly refuses?: boolean;
}

/** The shape of a property that must be there; see {@link needed}. */
export interface NeededShape extends Shape {
  readonly needed: boolean;
}

/** The shapes of an object's properties. All of them: a forgotten one does not compile, nor a needed one that is not said to be. */
export type Fields<T> = { readonly [K in keyof T]-?: Record<never, never> extends Pick<T, K> ? Shape : NeededShape };

/** A property that must be there. */
export function needed(shape: Shape): NeededShape {
  return Object.assign((value: unknown, path: Path, faults: Fault[]) => shape(value, path, faults), { needed: true });
}

/** A property that is judged where it is read, since what it takes is more than a kind: images, durations, paths. */
export const anything: NeededShape = Object.assign((value: unknown) => value, { needed: false });

export const text = kind("a text", (value) => typeof value === "string");
export const flag = kind("true or false", (value) => typeof value === "boolean");
export const number = kind("a number", (value) => typeof value === "number" && Number.isFinite(value));
export const callback = kind("a function", (value) => typeof value === "function");
/** Any object, whatever its keys: what implements a capability, a config file's data. */
export const open = kind("an object", isObject);

/** A whole number of a range. */
export function whole(least: number, most: number = Number.MAX_SAFE_INTEGER): Shape {
  const range = most === Number.MAX_SAFE_INTEGER ? `from ${least}` : `from ${least} to ${most}`;
  return (value, path, faults) => {
    if (number(value, path, faults) === nothing) return nothing;
    if (Number.isInteger(value) && Number(value) >= least && Number(value) <= most) return value;
    const message = `${where(path)} is ${shown(value)}, and takes a whole number ${range}`;
    faults.push({ code: "HL070", path, message, fix: "correct the number" });
    return nothing;
  };
}

/** One of a few words or numbers; `also` admits more, by a pattern. */
export function oneOf(allowed: readonly (string | number)[], also?: RegExp): Shape {
  return (value, path, faults) => {
    if (allowed.includes(value as string)) return value;
    if (typeof value === "string" && also?.test(value)) return value;
    const exists = allowed.map(String);
    if (!allowed.some((one) => typeof one === typeof value)) return wrongKind(path, value, orList(exists), faults);
    const message = `${where(path)} is ${shown(value)}, which is not among the values that it takes`;
    faults.push({ code: "HL070", path, message, exists, fix: "use one that exists" });
    return nothing;
  };
}

/** Words of Compose's that cannot be carried to both targets; `fix` says why, and what to do instead. Never fits. */
export function refused(words: RegExp, fix: string): Shape {
  const shape = (value: unknown, path: Path, faults: Fault[]) => {
    if (typeof value !== "string" || !words.test(value)) return wrongKind(path, value, "another value", faults);
    const message = `${where(path)} ${shown(value)} cannot be carried to both targets`;
    faults.push({ code: "HL003", path, message, fix });
    return nothing;
  };
  return Object.assign(shape, { refuses: true });
}

/** A list; items that cannot be used are left out. */
export function list(item: Shape): Shape {
  return (value, path, faults) => {
    if (!Array.isArray(value)) return wrongKind(path, value, "a list", faults);
    const before = faults.length;
    const items = Array.from(value, (one: unknown, index) => item(one, [...path, index], faults));
    if (faults.length === before) return value;
    const usable = items.filter((one) => one !== nothing);
    // An empty list would say something that was not said.
    return usable.length > 0 ? usable : nothing;
  };
}

/** An object whose keys are names of the user's own; entries that cannot be used are left out. */
export function map(item: Shape): Shape {
  return (value, path, faults) => {
    if (!isObject(value)) return wrongKind(path, value, "an object", faults);
    const before = faults.length;
    const entries = Object.entries(value).map(([key, one]) => [key, item(one, [...path, key], faults)] as const);
    return faults.length === before ? value : Object.fromEntries(entries.filter(([, one]) => one !== nothing));
  };
}

/** A value, or the function that gives it once the whole definition is known. */
export function lazy(shape: Shape): Shape {
  return (value, path, faults) => (typeof value === "function" ? value : shape(value, path, faults));
}

/** One of several shapes: the one that fits, or fits best. */
export function either(...shapes: readonly Shape[]): Shape {
  return (value, path, faults) => {
    let best: { readonly faults: Fault[]; readonly cost: number; readonly usable: unknown } | undefined;
    for (const shape of shapes) {
      const own: Fault[] = [];
      const usable = shape(value, path, own);
      if (own.length === 0) return value;
      // A value of another kind as a whole is farther off than any number of wrong keys.
      // A word that is known and refused is exactly what was meant.
      if (own.every(({ code }) => code === "HL003") && shape.refuses) {
        faults.push(...own);
        return nothing;
      }
      const cost = own.length + (own.some((one) => one.code === "HL004" && one.path === path) ? 1000 : 0);
      if (best === undefined || cost < best.cost) best = { faults: own, cost, usable };
    }
    faults.push(...(best?.faults ?? []));
    return best?.usable ?? nothing;
  };
}

/** An object of a class of this library. One of another copy's class is refused as that. */
export function instance(name: string, isOne: (value: unknown) => boolean): Shape {
  return (value, path, faults) => {
    if (isOne(value)) return value;
    if (foreignCopy(value) === undefined) return wrongKind(path, value, `a ${name}`, faults);
    faults.push({ code: "HL072", path, ...copyMessage(value, where(path)) });
    return nothing;
  };
}

/** An object of these properties and no others. Without a needed one nothing of it can be used, unless it is the outermost. */
export function props<T>(fields: Fields<T>): Shape {
  const known = Object.keys(fields) as (keyof T & string)[];
  return (value, path, faults) => {
    if (!isObject(value)) return wrongKind(path, value, "an object", faults);
    const before = faults.length;
    const usable: Record<string, unknown> = {};
    let whole = true;
    for (const key of Object.keys(value)) {
      if (!Object.hasOwn(fields, key)) faults.push(unknownKey(path, key, known));
    }
    for (const key of known) {
      const given = (value as Record<string, unknown>)[key];
      const shape: Shape = fields[key];
      if (given === undefined) {
        if (!shape.needed) continue;
        faults.push({ code: "HL071", path, message: `${where([...path, key])} is missing`, fix: "give it" });
        whole = false;
        continue;
      }
      const read = shape(given, [...path, key], faults);
      if (read !== nothing) usable[key] = read;
      else if (shape.needed !== undefined) whole = false;
    }
    if (faults.length === before) return value;
    return whole || path.length === 0 ? usable : nothing;
  };
}

function kind(takes: string, isOne: (value: unknown) => boolean): Shape {
  return (value, path, faults) => (isOne(value) ? value : wrongKind(path, value, takes, faults));
}

function wrongKind(path: Path, value: unknown, takes: string, faults: Fault[]): typeof nothing {
  const message = `${where(path)} is ${shown(value)}, and takes ${takes}`;
  faults.push({ code: "HL004", path, message, fix: "see the property's documentation for what it takes" });
  return nothing;
}

function unknownKey(path: Path, key: string, known: readonly string[]): Fault {
  const place = path.length === 0 ? "" : ` in ${where(path)}`;
  const message = `there is no property ${shown(key)}${place}`;
  return { code: "HL003", path: [...path, key], message, exists: [...known].sort(), fix: "use one that exists" };
}

function where(path: Path): string {
  return path.length === 0 ? "what it is given" : path.join(".");
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A value as a message has it. Never a secret's: what holds one is no string. */
function shown(value: unknown): string {
  if (value === null || value === undefined || typeof value === "boolean") return String(value);
  if (typeof value === "number") return String(value);
  if (typeof value === "string") {
    const quoted = JSON.stringify(value);
    return quoted.length > 120 ? `${quoted.slice(0, 117)}…"` : quoted;
  }
  return Array.isArray(value) ? "a list" : `${typeof value === "object" ? "an" : "a"} ${typeof value}`;
}

function orList(words: readonly string[]): string {
  const quoted = words.map((word) => JSON.stringify(word));
  return quoted.length < 2 ? quoted.join() : `${quoted.slice(0, -1).join(", ")} or ${quoted.at(-1)}`;
}
