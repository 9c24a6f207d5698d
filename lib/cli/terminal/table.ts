import { printable } from "../../terminal/printable.ts";

/**
 * Rows as columns of equal width, a line each; escaped, an empty cell as `-`.
 *
 * @param width the characters that a line may have: what is too much is taken from the widest columns, and shown as `…`.
 *   Default: no limit
 */
export function formatTable(rows: readonly (readonly string[])[], width = Number.POSITIVE_INFINITY): string {
  const cells = rows.map((row) => row.map((cell) => (cell === "" ? "-" : printable(cell))));
  const widths = cells[0]?.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0))) ?? [];
  const gaps = 2 * (widths.length - 1);
  while (widths.reduce((sum, one) => sum + one, gaps) > width && Math.max(...widths) > 4) {
    const widest = widths.indexOf(Math.max(...widths));
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  const cut = (cell: string, size: number) => (cell.length > size ? `${cell.slice(0, size - 1)}…` : cell.padEnd(size));
  const line = (row: readonly string[]) => row.map((cell, column) => cut(cell, widths[column] ?? 0)).join("  ");
  return cells.map((row) => `${line(row).trimEnd()}\n`).join("");
}

/** A text in lines of so many characters, all but the first indented; broken between words, escaped. */
export function wrapped(text: string, width: number): string {
  const lines: string[] = [];
  for (const word of printable(text).split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(lines.length === 0 ? word : `  ${word}`);
  }
  return lines.join("\n");
}
