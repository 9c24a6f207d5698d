import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { everyRule } from "../../lib/policy/every-rule.ts";
import { rules } from "../../lib/policy/index.ts";
import { project } from "./project.ts";

const lib = fileURLToPath(new URL("../../lib", import.meta.url));

/** Where the texts stand, and not where anything is raised. */
const isRegistry = (path: string) => path.startsWith("codes/");

const sources = readdirSync(lib, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith(".ts") && !isRegistry(path))
  .map((path) => readFileSync(join(lib, path), "utf8"))
  .join("\n");
const pages = ["README.md", "docs/secrets.md", "docs/components.md"]
  .map((path) => readFileSync(join(lib, "..", path), "utf8"))
  .join("\n");
const codes: readonly string[] = everyRule.map(({ code }) => code);

describe("every code", () => {
  it("is there once, in order, and says what, why and how to fix it", () => {
    expect(codes).toEqual([...new Set(codes)].sort());
    for (const { code, title, why, fix } of everyRule) {
      expect(`${code} ${title}`).toMatch(/^HL\d{3} [A-Z].*[^.]$/s);
      expect(`${code} ${why}`).toMatch(/[.)]$/);
      expect(`${code} ${fix}`).toMatch(/[^.]$/);
    }
  });

  it("that the program raises, or speaks of, has a text", () => {
    const named = new Set(`${sources}\n${pages}`.match(/\bHL\d{3}\b/g));
    expect(named.size).toBeGreaterThan(100);
    expect([...named].filter((code) => !codes.includes(code)).sort()).toEqual([]);
  });

  it("that has a text is raised somewhere", () => {
    const raised = new Set([...sources.matchAll(/"(HL\d{3})"/g)].map(([, code]) => code));
    expect(codes.filter((code) => !raised.has(code))).toEqual([]);
  });

  it("beyond the definition's is explained by `check --explain`, in either case", async () => {
    const lab = await project();
    const beyond = everyRule.filter(({ code }) => !rules.some((one) => one.code === code));
    expect(beyond.length).toBeGreaterThan(50);
    for (const rule of [beyond[0], beyond.find(({ code }) => code === "HL742"), beyond.at(-1)]) {
      const { code, stdout, stderr } = await lab.run(["check", "--explain", rule?.code.toLowerCase() ?? ""]);
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      for (const part of [rule?.code, rule?.title, rule?.why, rule?.fix]) expect(stdout).toContain(part);
    }
  });

  it("that is none is refused, with all that exist", async () => {
    const { code, stderr } = await (await project()).run(["check", "--explain", "HL742X"]);
    expect(code).toBe(2);
    expect(stderr).toContain("HL706");
    expect(stderr).toContain('did you mean "HL742"?');
  });
});
