import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDotenv, parseDotenv } from "../../lib/secrets/dotenv.ts";
import { hostileText } from "./hostile.ts";
import { problemOf, problemsOf } from "./project.ts";

const anyText = fc
  .oneof(hostileText, fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }))
  .filter((text) => !text.includes("\0"));
const anyName = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,20}$/).map((name) => `X_${name}`);

describe("dotenv text", () => {
  test("reads back whatever was written", () => {
    fc.assert(
      fc.property(fc.dictionary(anyName, anyText), (values) => {
        const entries = Object.entries(values);
        expect([...parseDotenv(formatDotenv(entries, ["a comment"]), "x")]).toEqual(
          entries.sort(([a], [b]) => (a < b ? -1 : 1)),
        );
      }),
      { numRuns: 2000 },
    );
  });

  test("is sorted, commented and quoted in the way that can say the value", () => {
    const text = formatDotenv(
      [
        ["Z_LAST", "it's $5"],
        ["A_FIRST", "two\nlines"],
        ["M", "ends in \\"],
        ["N", "\\'$x\""],
      ],
      ["why"],
    );
    expect(text).toBe(
      ["# why", "A_FIRST='two\nlines'", 'M="ends in \\\\"', `N="\\\\'\\$x\\""`, "Z_LAST='it\\'s $5'", ""].join("\n"),
    );
  });

  test("holds values of 64 KB and more, quickly whatever they are made of", () => {
    for (const unit of ["a", "\\", "'", "\\'", "$", "\n", "😀", "#"]) {
      const value = unit.repeat(100_000);
      expect(parseDotenv(formatDotenv([["BIG", value]]), "x").get("BIG") === value).toBe(true);
    }
  });

  test("refuses every name and value that has no spelling, at once and without showing a value", async () => {
    const entries = [
      ["NUL", "canary\0"],
      ["HALF", "canary\ud800"],
      ["lower", "canary"],
      ["GOOD", "canary"],
      ["PATH", "canary"],
    ] as const;
    const problems = await problemsOf(() => formatDotenv(entries));
    expect(problems.map(({ code }) => code)).toEqual(["HL801", "HL801", "HL800", "HL800"]);
    for (const name of ["NUL", "HALF", "lower", "PATH"]) expect(JSON.stringify(problems)).toContain(name);
    expect(JSON.stringify(problems)).not.toMatch(/canary|GOOD/);
  });

  test("accepts what people write by hand", () => {
    const text =
      '\ufeff# head\r\n\r\nexport A = plain words # why\r\nB=\r\nC="a\\n\\"b\\" \\$x" # why\nD=\'x\'#y\n  E=a\'b#c\\d';
    expect(Object.fromEntries(parseDotenv(text, "x"))).toEqual({
      A: "plain words",
      B: "",
      C: 'a\n"b" $x',
      D: "x",
      E: "a'b#c\\d",
    });
  });

  test.each([
    ["a line that is no entry", "A='1'\n\ncanary", 3],
    ["a merge conflict", "A='1'\n<<<<<<< canary\n", 2],
    ["a quote never closed", "A='1'\nB='canary\n\n", 2],
    ["text behind the closing quote", "A='\n'canary", 2],
    ["a name twice", "A='1'\nB='2'\nA='canary'", 3],
    ["a name in small letters", "a='canary'", 1],
    ["a line of base64, as an unquoted key has", "A=-----BEGIN\ncanary+canary==", 2],
    ["another such line, which looks like a name", "A=-----BEGIN\ncanary0canary==", 2],
    ["a name of Compose's own", "COMPOSE_FILE='canary'", 1],
    ["an expansion in double quotes", 'A="canary$B"', 1],
    ["an expansion without quotes", "A=canary${B}", 1],
    ["an unknown escape", 'A="canary\\x"', 1],
    ["a name without a value", "A\ncanary=x", 1],
    ["a colon for an equals sign", "A: canary", 1],
    ["a NUL", "A='canary\0'", 1],
    ["an odd space", "A=canary\u00a0", 1],
    ["a comment where a value should be", "A=#canary", 1],
  ])("refuses %s, by file and line and without its content", async (_, text, line) => {
    const problem = await problemOf(() => parseDotenv(text, "some.file"));
    expect(problem.code).toMatch(/^HL80[02]$/);
    expect(problem.message).toContain(`some.file, line ${line}:`);
    expect(JSON.stringify(problem)).not.toContain("canary");
  });
});
