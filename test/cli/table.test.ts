import { describe, expect, it } from "vitest";
import { formatTable, wrapped } from "../../lib/cli/terminal/table.ts";

describe("a table", () => {
  const rows = [
    ["STACK", "SERVICE", "PORTS"],
    ["s".repeat(60), "web", "127.0.0.1:18473->8080/tcp"],
  ];

  it("fits the width that it is given, and shows where something is cut", () => {
    const lines = formatTable(rows, 80).trimEnd().split("\n");
    expect(Math.max(...lines.map((line) => line.length))).toBe(80);
    expect(lines[1]).toMatch(/^s+… {2}web {6}127\.0\.0\.1:18473->8080\/tcp$/);
  });

  it("is whole where there is room", () => {
    expect(formatTable(rows)).not.toContain("…");
  });
});

describe("a text in lines", () => {
  it("is broken between words, and indented from the second line on", () => {
    expect(wrapped("one two three four", 9)).toBe("one two\n  three\n  four");
  });
});
