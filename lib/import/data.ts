/** JSON as Compose writes it. */
export type Json = string | number | boolean | null | readonly Json[] | Data;

export interface Data {
  readonly [key: string]: Json | undefined;
}

/** An object; empty where the value is none. */
export function dataOf(value: Json | undefined): Data {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Data) : {};
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}

export function textOf(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : undefined;
}

/** A map of Compose's, which may be written as a list of `key=value`. A key without a value is null. */
export function mapOf(value: Json | undefined): Data {
  if (!Array.isArray(value)) return dataOf(value);
  const pairs = value.map((item: Json): [string, string | null] => {
    const [, key = "", rest] = /^([^=]*)(?:=(.*))?$/s.exec(String(item)) ?? [];
    return [key, rest ?? null];
  });
  return Object.fromEntries(pairs);
}

export function isAbsent(value: Json | undefined): boolean {
  return value === undefined || value === null;
}

/** Maps whose keys are their writer's. */
export const ownKeys: ReadonlySet<string> = new Set([
  ...["annotations", "args", "aux_addresses", "driver_opts", "environment", "extra_hosts", "labels", "options"],
  ...["storage_opt", "sysctls", "services", "networks", "volumes", "secrets", "configs", "depends_on"],
]);

/** Without the keys `x-…`, which are for people: Compose itself passes them on and does nothing by them. */
export function withoutExtensions(value: Json, isOwn = false): Json {
  if (Array.isArray(value)) return value.map((item: Json) => withoutExtensions(item));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([key]) => isOwn || !key.startsWith("x-"));
  return Object.fromEntries(
    entries.map(([key, item]) => [
      key,
      item === undefined ? item : withoutExtensions(item, !isOwn && ownKeys.has(key)),
    ]),
  );
}
