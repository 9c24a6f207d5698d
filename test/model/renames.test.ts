import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Build, build, type Ledger } from "../../lib/model/index.ts";
import { lab, ledgerOf, places, recorded } from "./volumes.ts";

const path = fc
  .tuple(fc.constantFrom("a", "b", "c"), fc.constantFrom("d", "e"), fc.constantFrom("x", "y"))
  .map((ids) => ids.join("/"));

/** Moves of `current[from]` to the path `to`; whether it is rendered then, and the done moves are removed. */
interface Step {
  readonly from: number;
  readonly to: string;
  readonly render: boolean;
  readonly tidy: boolean;
}

describe("any sequence of renames with their moves", () => {
  type Moves = readonly (readonly [string, string])[];

  /** Whether some path was left twice: the moves alone then need not tell which of its two volumes went where. */
  const forks = (moves: Moves) => new Set(moves.map(([from]) => from)).size < new Set(moves.map(String)).size;

  function renamed(paths: readonly string[], moves: Moves, ledger: Ledger): Build {
    const homelab = lab(Object.fromEntries(paths.map((path) => [path, {}])));
    for (const [from, to] of moves) homelab.moved(from, to);
    return build(homelab, { ledger });
  }

  function keepsNames(start: readonly string[], steps: readonly Step[]): void {
    let current = start.map((path) => ({ path, place: path.replace("/", "_").replace("/", "-") }));
    let ledger = recorded(Object.fromEntries(start.map((one) => [one, {}])));
    let done: Moves = [];
    let fresh: Moves = [];
    // Between two renderings a path is not used twice: the moves could not tell its two volumes apart.
    let used = new Set(start);
    for (const { from, to, render, tidy } of [...steps, { from: 0, to: "z/z/z", render: true, tidy: false }]) {
      const one = current[from % current.length];
      if (one && !used.has(to)) {
        used.add(to);
        fresh = [...fresh, [one.path, to]];
        current = current.map((other) => (other === one ? { ...one, path: to } : other));
      }
      if (!render) continue;
      const paths = current.map(({ path }) => path);
      let next = renamed(paths, [...done, ...fresh], ledger);
      const errors = next.problems.filter(({ level }) => level === "error");
      if (errors.length > 0) {
        expect(forks([...done, ...fresh])).toBe(true);
        expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(["HL092"]));
        // The fix that is given: the moves of earlier renderings go.
        done = [];
        next = renamed(paths, fresh, ledger);
      }
      ledger = ledgerOf(next);
      expect(places(ledger)).toEqual(Object.fromEntries(current.map(({ path, place }) => [path, place])));
      used = new Set(paths);
      done = tidy ? [] : [...done, ...fresh];
      fresh = [];
    }
  }

  it("keeps every engine name, whether done moves stay or go; at worst it asks for the done ones to go", () => {
    const step = fc.record({ from: fc.nat(), to: path, render: fc.boolean(), tidy: fc.boolean() });
    fc.assert(
      fc.property(fc.uniqueArray(path, { minLength: 1, maxLength: 5 }), fc.array(step, { maxLength: 12 }), keepsNames),
      { numRuns: 150 },
    );
  });

  it("passes no path that has a record of its own: a move there was done before", () => {
    const ledger = recorded({ "a/d/x": {}, "c/d/x": {} });
    const moves: Moves = [
      ["a/e/y", "c/d/x"],
      ["a/d/x", "a/e/y"],
      ["a/e/y", "z/z/z"],
      ["c/d/x", "a/d/y"],
    ];
    expect(places(ledgerOf(renamed(["z/z/z", "a/d/y"], moves, ledger)))).toEqual({
      "z/z/z": "a_d-x",
      "a/d/y": "c_d-x",
    });
  });

  it("never guesses by which way is shorter", () => {
    const ledger = recorded({ "a/d/x": {}, "a/d/y": {} });
    const long: Moves = [
      ["a/d/x", "b/d/x"],
      ["b/d/x", "c/d/x"],
      ["a/d/y", "b/d/y"],
      ["b/d/y", "c/d/y"],
    ];
    const stale: Moves = [
      ["a/d/x", "c/d/y"],
      ["a/d/y", "c/d/x"],
    ];
    const { problems } = renamed(["c/d/x", "c/d/y"], [...long, ...stale], ledger);
    expect(problems.filter(({ level }) => level === "error").map(({ code }) => code)).toEqual(["HL092", "HL092"]);
    expect(places(ledgerOf(renamed(["c/d/x", "c/d/y"], long, ledger)))).toEqual({
      "c/d/x": "a_d-x",
      "c/d/y": "a_d-y",
    });
  });

  it("without the moves never builds", () => {
    fc.assert(
      fc.property(path, path, (from, to) => {
        fc.pre(from !== to);
        const { problems } = build(lab({ [to]: {} }), { ledger: recorded({ [from]: {} }) });
        expect(problems.map((one) => one.code)).toEqual(["HL090"]);
      }),
    );
  });
});
