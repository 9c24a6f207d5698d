/** What Go's `encoding/json` writes here: structs are objects, in the order of their fields; Go's maps are Maps. */
export type GoValue =
  | string
  | number
  | boolean
  | null
  | readonly GoValue[]
  | ReadonlyMap<string, GoValue>
  | GoStruct
  | typeof goEmptyList;

/** A list without items in a field that is not `omitempty`. */
export const goEmptyList = Symbol("[]");

/** A struct whose fields are all `omitempty`: what is undefined or empty is left out, null and false are not. */
export interface GoStruct {
  readonly [field: string]: GoValue | undefined;
}

/** JSON as Go's `json.Marshal` writes it (pkg.go.dev/encoding/json): maps by key, `<`, `>` and `&` escaped. */
export function goJson(value: GoValue): string {
  if (typeof value === "string") return goString(value);
  if (value === goEmptyList) return "[]";
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  if (value instanceof Map) {
    const keys = [...value.keys()].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    return `{${keys.map((key) => `${goString(key)}:${goJson(value.get(key))}`).join(",")}}`;
  }
  if (isList(value)) return `[${value.map(goJson).join(",")}]`;
  const fields = Object.entries(value as GoStruct).flatMap(([field, item]) =>
    item === undefined || isEmpty(item) ? [] : [`${goString(field)}:${goJson(item)}`],
  );
  return `{${fields.join(",")}}`;
}

/** A map of strings, whatever its keys look like: a JavaScript object would put `1` before `a`. */
export function goMap<V>(
  object: Readonly<Record<string, V>>,
  value: (item: V) => GoValue,
): ReadonlyMap<string, GoValue> {
  return new Map(Object.entries(object).map(([key, item]) => [key, value(item)]));
}

/** The number that a `float32` of Go becomes in JSON: the fewest digits that lead back to it. */
export function goFloat32(value: number): number {
  const nearest = Math.fround(value);
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(nearest.toPrecision(digits));
    if (Math.fround(short) === nearest) return short;
  }
  return Number(nearest.toPrecision(9));
}

function goString(text: string): string {
  return JSON.stringify(text).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

function isList(value: object): value is readonly GoValue[] {
  return Array.isArray(value);
}

function isEmpty(value: GoValue): boolean {
  if (value instanceof Map) return value.size === 0;
  return value === "" || (Array.isArray(value) && value.length === 0);
}
