import type { Service } from "../core/index.ts";
import type { Ordered } from "./baseline.ts";
import { absolutePath, quote } from "./fields.ts";
import { parseBytes } from "./size.ts";

// As in fields.ts: what folders in memory and parts of volumes are read by.

/** A path that leads from a folder to somewhere in it. */
export function pathWithin(service: Service, field: string, path: string): string | undefined {
  if (/^[^/\0\r\n][^\0\r\n]*$/.test(path) && !path.split("/").includes("..")) return path;
  service.report({
    code: "HL009",
    message: `${field} is ${quote(path)}, which is no path within the volume`,
    fix: "write it without `/` in front and without `..`",
  });
  return undefined;
}

/** An octal mode of a folder, the sticky bit too. */
export function tmpfsMode(service: Service, text: string): string | undefined {
  if (/^0?[0-7]{3,4}$/.test(text)) return text;
  service.report({
    code: "HL075",
    message: `a tmpfs's mode is ${quote(text)}, which is not one of a folder`,
    fix: "write three or four octal digits, such as `0700` or `1777`",
  });
  return undefined;
}

/** Folders in memory, by their path in the container. */
export function tmpfs(
  service: Service,
  folders: Readonly<Record<string, string>> | undefined,
  ordered: Ordered,
): Record<string, string> {
  const valid = Object.entries(folders ?? {}).flatMap(([path, options]) => {
    const target = absolutePath(service, "a tmpfs folder", path);
    return target === undefined ? [] : [[target, String(options)] as const];
  });
  return Object.fromEntries(ordered(valid, ([target]) => target));
}

/** In bytes, any number of them. */
export function bytes(service: Service, field: string, text: unknown): number | undefined {
  const parsed = typeof text === "string" ? parseBytes(text) : undefined;
  if (parsed === undefined) {
    service.report({
      code: "HL007",
      message: `${field} is ${quote(text)}, which is not a size`,
      fix: "write it as Compose does, `512m`, `1.5g` or `524288000`",
    });
  }
  return parsed;
}
