import type { StackModel } from "../../model/index.ts";

/** What is accepted, and why, as a comment: a line each. Those on one place below a stack name it. */
export function acknowledged(list: StackModel["acknowledgements"]): string[] {
  return list.map(({ code, reason, path }) => {
    const where = path === undefined ? "" : ` for ${oneLine(path)}`;
    return ` Acknowledged ${code}${where}: ${oneLine(reason)}`;
  });
}

/** A reason may hold anything; in a comment it must stay on its line. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
}
