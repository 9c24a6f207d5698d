import { describe, expect, it } from "vitest";
import { parseWritten, variablesOf } from "../../lib/import/variables.ts";

describe("a text with variables", () => {
  it.each([
    ["$A and ${B}", [{ variable: "A" }, " and ", { variable: "B" }]],
    ["${A:-de}fault}", [{ variable: "A" }, "fault}"]],
    ["${A:-${B:-x}}/y", [{ variable: "A" }, "/y"]],
    ["${A:?must be set}", [{ variable: "A" }]],
    ["cost $$5 $${A} $", ["cost $5 ${A} $"]],
    ["${unclosed", ["${unclosed"]],
  ])("%s has its parts", (text, parts) => {
    expect(parseWritten(text)).toEqual(parts);
  });
});

describe("the variables of a project", () => {
  const of = (written: Record<string, string>, resolved: Record<string, string>) =>
    variablesOf(
      { services: { app: { environment: resolved } } },
      { services: { app: { environment: Object.entries(written).map(([key, value]) => `${key}=${value}`) } } },
    ).map(
      ({ place, parts }) =>
        `${place}: ${parts.map(({ text, variable }) => (variable ? `<${variable}>` : text)).join("")}`,
    );

  it("are found by what they come to, several in one text by what they come to elsewhere", () => {
    const written = { A: "${HOST}", B: "http://${HOST}:${PORT}/x", C: "${PORT:-80}" };
    expect(of(written, { A: "web", B: "http://web:81/x", C: "81" })).toEqual([
      "environment.A: <HOST>",
      "environment.B: http://<HOST>:<PORT>/x",
      "environment.C: <PORT>",
    ]);
  });

  it("with different values by different defaults are none", () => {
    expect(of({ A: "${TZ:-a}", B: "${TZ:-b}" }, { A: "a", B: "b" })).toEqual([]);
  });
});
