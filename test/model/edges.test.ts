import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { topologicalOrder } from "../../lib/model/index.ts";

const order = (edges: Record<string, string[]>) => topologicalOrder(new Map(Object.entries(edges)));

describe("the start order", () => {
  it("puts what is depended on first, and equals in alphabetical order", () => {
    expect(order({ c: [], a: ["b"], b: [], d: ["a", "c"] }).sorted).toEqual(["b", "c", "a", "d"]);
  });

  it("names a cycle from its first member round to itself", () => {
    expect(order({ c: ["b"], b: ["a"], a: ["c"], d: ["a"], e: [] })).toEqual({
      sorted: ["e"],
      cycles: [["a", "c", "b", "a"]],
    });
  });

  it("names a service that waits for itself, and cycles apart from each other", () => {
    expect(order({ a: ["a"], b: ["c"], c: ["b"] }).cycles).toEqual([
      ["a", "a"],
      ["b", "c", "b"],
    ]);
  });

  it("takes no longer for a graph of many paths than for one of many edges", () => {
    // Forty layers of two: a million million paths.
    const layers = Array.from({ length: 40 }, (_, i) => [`${i}a`, `${i}b`]);
    const edges = Object.fromEntries(layers.flatMap((layer, i) => layer.map((node) => [node, layers[i - 1] ?? []])));
    expect(order(edges).sorted).toHaveLength(80);
  });

  it("orders every acyclic graph, whatever the order its nodes came in", () => {
    const graph = fc.array(fc.array(fc.nat(), { maxLength: 4 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(graph, fc.boolean(), (nodes, reversed) => {
        const entries = nodes.map((before, i): [string, string[]] => [
          `n${i}`,
          i === 0 ? [] : before.map((one) => `n${one % i}`),
        ]);
        const { sorted, cycles } = topologicalOrder(new Map(reversed ? entries.toReversed() : entries));
        expect(cycles).toEqual([]);
        expect(sorted).toEqual(topologicalOrder(new Map(entries)).sorted);
        for (const [node, before] of entries)
          for (const one of before) expect(sorted.indexOf(one)).toBeLessThan(sorted.indexOf(node));
      }),
    );
  });
});
