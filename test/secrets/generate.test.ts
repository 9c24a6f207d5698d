import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ALPHABETS, generate } from "../../lib/secrets/generate.ts";
import { problemOf } from "./project.ts";

describe("a generated secret", () => {
  test("has the length and only characters of the alphabet", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 300 }),
        fc.constantFrom(...Object.values(ALPHABETS), "äß😀"),
        (length, alphabet) => {
          const characters = [...generate({ length, alphabet })];
          expect(characters).toHaveLength(length);
          for (const character of characters) expect([...alphabet]).toContain(character);
        },
      ),
    );
  });

  test("draws every character about as often as any other", () => {
    const spec = { length: 62_000, alphabet: ALPHABETS.alphanumeric };
    const drawn = Array.from({ length: 10 }, () => generate(spec)).join("");
    for (const character of ALPHABETS.alphanumeric) {
      // 10,000 expected with a standard deviation of 99: past 8 of them chance is out of the question. A byte modulo 62
      // would draw the first eight characters 12,110 times each.
      expect(Math.abs(drawn.split(character).length - 1 - 10_000)).toBeLessThan(800);
    }
  });

  test("is never the same twice", () => {
    const draws = Array.from({ length: 1000 }, () => generate({ length: 24, alphabet: ALPHABETS.hex }));
    expect(new Set(draws).size).toBe(1000);
  });

  test("comes from alphabets that need no quoting where they go", () => {
    expect(ALPHABETS.alphanumeric).toMatch(/^[A-Za-z0-9]{62}$/);
    expect(ALPHABETS.hex).toMatch(/^[0-9a-f]{16}$/);
    expect(encodeURIComponent(ALPHABETS.urlsafe)).toBe(ALPHABETS.urlsafe);
  });

  test("may name its alphabet", () => {
    for (const [name, characters] of Object.entries(ALPHABETS)) {
      expect(new Set(generate({ length: 5000, alphabet: name }))).toEqual(new Set(characters));
    }
  });

  test.each([
    { length: 0, alphabet: "ab" },
    { length: 1.5, alphabet: "ab" },
    { length: Number.NaN, alphabet: "ab" },
    { length: 65_537, alphabet: "ab" },
    { length: 8, alphabet: "" },
    { length: 8, alphabet: "a" },
    { length: 8, alphabet: "aab" },
  ])("is refused for $length of '$alphabet'", async (spec) => {
    const problem = await problemOf(() => generate(spec, "TOKEN"));
    expect(problem).toMatchObject({ code: "HL816", message: expect.stringContaining("TOKEN") });
  });
});
