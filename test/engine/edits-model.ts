import { build } from "../../lib/model/index.ts";
import { stackSchema } from "../../lib/model/schema.ts";
import { homelabAt, stages } from "./edits-homelab.ts";

// Whether the tables leave anything out: what they change in the model is held against all that the model can say.

/** The part of a zod schema that is looked at. */
interface Schema {
  readonly def: {
    readonly type: string;
    readonly shape?: Readonly<Record<string, Schema>>;
    readonly element?: Schema;
    readonly innerType?: Schema;
    readonly options?: readonly Schema[];
  };
}

/** Every place of a stack's model that holds a value, as `services.ports.target`. */
export function allPlaces(): Set<string> {
  return new Set(placesOf(stackSchema as unknown as Schema, ""));
}

function placesOf({ def }: Schema, at: string): string[] {
  const { shape, element, innerType, options } = def;
  if (shape)
    return Object.entries(shape).flatMap(([key, schema]) => placesOf(schema, at === "" ? key : `${at}.${key}`));
  const inner = [element, innerType, ...(options ?? [])].filter((one) => one !== undefined);
  // A text, or its parts around secrets, is one value.
  if (inner.length === 0 || inner.some((one) => one.def.type === "string")) return [at];
  return inner.flatMap((one) => placesOf(one, at));
}

/** The places whose value some edit of the tables changes. */
export function editedPlaces(): Set<string> {
  const images = ["edits.test/busybox:1", "edits.test/busybox:2"] as const;
  const models = Array.from({ length: stages }, (_, stage) => build(homelabAt(stage, { name: "edits", images })).model);
  const found = new Set<string>();
  for (const [index, model] of models.slice(1).entries()) compare(models[index]?.stacks[0], model.stacks[0], "", found);
  return found;
}

function compare(was: unknown, is: unknown, at: string, found: Set<string>): void {
  const [before, after] = [entries(was), entries(is)];
  if (before === undefined && after === undefined) {
    if (was !== is) found.add(at);
    return;
  }
  const both = before !== undefined && after !== undefined;
  for (const key of new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])) {
    const inside = Array.isArray(was) || Array.isArray(is) ? at : at === "" ? key : `${at}.${key}`;
    if (both && (!Array.isArray(is) || (before.has(key) && after.has(key)))) {
      compare(before.get(key), after.get(key), inside, found);
    } else found.add(at);
  }
  if (!both || (Array.isArray(is) && before.size !== after.size)) found.add(at);
}

/** What an object or a list has; a list of things with keys by these. */
function entries(value: unknown): Map<string, unknown> | undefined {
  if (Array.isArray(value)) {
    return new Map(value.map((one: unknown, index) => [String((one as { key?: unknown } | null)?.key ?? index), one]));
  }
  return typeof value === "object" && value !== null ? new Map(Object.entries(value)) : undefined;
}
