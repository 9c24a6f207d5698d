import fc from "fast-check";
import { parse as parseIni } from "ini";
import { parse as parseToml } from "smol-toml";
import { expect, test } from "vitest";
import { parse as parseYaml } from "yaml";
import { writeIni, writeJson, writeToml, writeYaml } from "../../lib/model/structured.ts";

/** What every program can be given: without NUL and halves of characters. */
const text = fc.oneof(
  fc.string({ unit: "binary" }).filter((one) => !/[\0\p{Cs}]/u.test(one)),
  fc.constantFrom(
    "\u0085",
    "\u2028x",
    "\ufeff",
    "- \u2029: #",
    "a\n\u0085 b\n",
    "\ufeff\n\n",
    "yes\u2028",
    "[a]",
    "a=b",
  ),
  fc.constantFrom("__proto__", "true", "a.b", ";", "#", "\\;", "a\\\\b", " a ", "'a'", '"', "1", "null", "a[]"),
);
const marks = /[\uFEFF\u0085\u2028\u2029]/;

test("YAML, JSON and TOML read back any text, as a value and as a key, and hold no line's or file's mark in the open", () => {
  fc.assert(
    fc.property(fc.uniqueArray(text), (texts) => {
      const data = { list: texts, keys: Object.fromEntries(texts.map((one) => [one, one])) };
      for (const written of [writeYaml(data), writeJson(data), writeToml(data)]) expect(written).not.toMatch(marks);
      expect(parseYaml(writeYaml(data))).toEqual(data);
      expect(parseYaml(writeYaml(data), { version: "1.1" })).toEqual(data);
      expect(JSON.parse(writeJson(data))).toEqual(data);
      expect(parseToml(writeToml(data))).toEqual(data);
    }),
    { numRuns: 500 },
  );
});

test("INI reads back what it was given, or refuses it naming the key", () => {
  let held = 0;
  fc.assert(
    fc.property(text, text, text, (section, key, value) => {
      const data = Object.fromEntries([[section, Object.fromEntries([[key, value]])]]);
      let written: string;
      try {
        written = writeIni(data);
      } catch (error) {
        expect(String(error)).toContain(JSON.stringify(key));
        return;
      }
      held++;
      const read = parseIni(written);
      const keys: object =
        section === "" ? read : (Object.entries(read).find(([name]) => name === section)?.[1] as object);
      expect(Object.entries(keys).map(([name, one]) => [name, String(one)])).toEqual([[key, value]]);
      expect(written).not.toMatch(marks);
    }),
    { numRuns: 1_000 },
  );
  expect(held).toBeGreaterThan(100);
});
