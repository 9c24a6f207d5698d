import fc from "fast-check";
import { serviceFields } from "../../lib/model/element-shapes.ts";

// Definitions of all kinds, right and wrong, as plain parts that a world is made of.

const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, undefined, true, 0, -1, 1.5, Number.NaN, "", "x", "__proto__", "\u001b[2J", "a\nb", "/x", "1g"),
  fc.constantFrom<unknown>([], {}, [null], [""], { a: null }, { volume: null }, { service: {} }, { test: 5 }),
  fc.constantFrom<unknown>(
    Symbol("s"),
    10n,
    () => null,
    () => 5,
    new Date(0),
    /x/,
    new Map([["a", 1]]),
  ),
  fc.anything({ maxDepth: 2 }),
);

const id = fc.constantFrom("a", "b", "c", "web", "db", "a-b", "default", "Default");
const anyId = fc.oneof({ arbitrary: id, weight: 30 }, { arbitrary: junk as fc.Arbitrary<string>, weight: 1 });

/** A part of a definition: what to make, and numbers that choose, each modulo how many there are, what it refers to. */
const part = fc.record({
  id: anyId,
  picks: fc.array(fc.nat(50), { minLength: 8, maxLength: 8 }),
  kind: fc.constantFrom("stack", "service", "service", "service", "volume", "network", "secret", "config", "route"),
  /** Which properties are there, as bits. */
  has: fc.nat(2 ** 16),
  /** Properties that the types would refuse. */
  wrong: fc.oneof(
    { arbitrary: fc.constant({}), weight: 6 },
    {
      arbitrary: fc.dictionary(
        fc.oneof(
          fc.constantFrom<string>(
            ...Object.keys(serviceFields),
            "class",
            "storage",
            "driverOpts",
            "ipam",
            "content",
            "target",
            "mode",
          ),
          fc.string({ maxLength: 5 }),
        ),
        junk,
        { maxKeys: 2 },
      ),
      weight: 1,
    },
  ),
});
export type Part = typeof part extends fc.Arbitrary<infer T> ? T : never;
export const definition = fc.array(part, { maxLength: 14 });
