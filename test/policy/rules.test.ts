import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { checksPage, page } from "../../docs/generate.ts";
import { composeLint, dclint } from "../../docs/other-checkers.ts";
import { definitionRules } from "../../lib/codes/definition.ts";
import { checks, rules } from "../../lib/policy/index.ts";

const folder = (path: string) => new URL(`../../${path}/`, import.meta.url);

/** The text of all TypeScript files in a folder. */
function sources(path: string): string {
  return readdirSync(folder(path), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => readFileSync(new URL(name, folder(path)), "utf8"))
    .join("\n");
}

describe("rules", () => {
  it("have each code once, in order", () => {
    const codes = rules.map((rule) => rule.code);
    expect(codes).toEqual([...new Set(codes)].sort());
    expect(codes.every((code) => /^HL\d{3}$/.test(code))).toBe(true);
  });

  it("say everything in sentences that are put together: a title, a reason with its full stop, a fix without", () => {
    for (const { code, title, why, fix } of rules) {
      expect(`${code} ${title}`).toMatch(/^HL\d{3} [A-Z].*[^.]$/s);
      expect(`${code} ${why}`).toMatch(/[.)]$/);
      expect(`${code} ${fix}`).toMatch(/[^.]$/);
    }
  });

  it("know every code that the definition's constructs and its model raise, and no other", () => {
    const all = [...sources("lib/core"), ...sources("lib/model"), ...sources("lib/apps")].join("");
    // What a component acknowledges a check has found.
    const raised = new Set(all.replace(/acknowledge\("HL\d{3}"/g, "").match(/"HL\d{3}"/g));
    raised.add('"HL024"');
    expect(definitionRules.map((rule) => `"${rule.code}"`)).toEqual([...raised].sort());
  });

  it("of the checks are each in the list: a file that is not would never run", () => {
    const written = sources("lib/policy/wiring") + sources("lib/policy/security");
    const codes = [...written.matchAll(/^ {2}code: "(HL\d{3})"/gm)].map(([, code]) => code ?? "");
    expect(checks.map((check) => check.code)).toEqual(codes.sort());
  });

  it("of the checks are each tripped and passed in a table of tests", () => {
    const tables = [...sources("test/policy").matchAll(/^(?:table|describe)\("(HL\d{3})"/gm)].map(([, code]) => code);
    expect(checks.map((check) => check.code).filter((code) => !tables.includes(code))).toEqual([]);
  });
});

describe("docs/checks.md", () => {
  it("is what the checks say: run `npm run docs`", () => {
    expect(readFileSync(page, "utf8")).toBe(checksPage());
  });

  it("says of every rule of compose-lint and dclint what covers it, and names none that they have not", () => {
    const covered = new Set(checks.flatMap((check) => check.covers ?? []));
    const foreign = [...composeLint, ...dclint];
    expect(foreign.filter((rule) => !covered.has(rule.id) && rule.instead === undefined)).toEqual([]);
    expect([...covered].filter((id) => !foreign.some((rule) => rule.id === id))).toEqual([]);
  });
});
