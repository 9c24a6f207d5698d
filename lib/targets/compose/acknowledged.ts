import type { StackModel } from "../../model/index.ts";

/** What is accepted, and why, as a comment: a line each. Those on one place below a stack name it. */
export function acknowledged(list: StackModel["acknowledgements"]): string[] {
  return list.map(({ code, reason, path }) => {
    const where = path === undefined ? "" : ` for ${oneLine(path)}`;
    return ` Acknowledged ${oneLine(code)}${where}: ${oneLine(reason)}`;
  });
}

/** What is said in a comment may hold anything, and must stay on its line. */
export function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cn}]+/gu, " ");
}
