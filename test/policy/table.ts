import { describe, expect, it } from "vitest";
import { Homelab, type Problem, pathOf, sourceOf } from "../../lib/core/index.ts";
import { build } from "../../lib/model/index.ts";
import { type Checked, runChecks } from "../../lib/policy/index.ts";

/** A definition, written into a homelab of the domain example.com. */
export type Define = (lab: Homelab) => void;

/** Builds a definition, which must have no mistake of its own, and runs all checks over its model. */
export function check(define: Define, name = "kite"): Checked {
  const lab = new Homelab(name, { domain: "example.com" });
  define(lab);
  const { model, problems } = build(lab);
  expect(problems.filter((problem) => problem.level === "error")).toEqual([]);
  const byPath = new Map(lab.node.findAll().map((construct) => [pathOf(construct), construct]));
  return runChecks(model, (path) => {
    const construct = byPath.get(path);
    return construct && sourceOf(construct);
  });
}

export function found(code: string, define: Define): readonly Problem[] {
  return check(define).problems.filter((problem) => problem.code === code);
}

/** What trips a check, with the paths where it does, and the nearest definitions that do not. */
export interface Table {
  readonly trips: Readonly<Record<string, readonly [paths: string | readonly string[], define: Define]>>;
  readonly passes: Readonly<Record<string, Define>>;
}

export function table(code: string, { trips, passes }: Table): void {
  describe(code, () => {
    it.each(Object.entries(trips))("finds %s", (_, [paths, define]) => {
      const problems = found(code, define);
      expect(problems.map((problem) => problem.path ?? "")).toEqual(typeof paths === "string" ? [paths] : paths);
      for (const problem of problems) expect(problem.source).toMatch(/^test\/policy\/.*\.test\.ts:\d+$/);
    });
    it.each(Object.entries(passes))("lets %s pass", (_, define) => {
      expect(found(code, define)).toEqual([]);
    });
  });
}
