import type { Homelab } from "homelab-stacks";
import { describe, expect, it } from "vitest";
import { homelabOf, variants } from "../../docs/catalogue.ts";
import { examples } from "../../docs/examples.ts";
import { build } from "../../lib/model/index.ts";
import { runChecks } from "../../lib/policy/index.ts";
import example from "../../stacks/homelab.ts";

/** What is found at warning level or above, by code and path. */
function findings(lab: Homelab): string[] {
  const { model, problems } = build(lab);
  const found = [...problems, ...runChecks(model, () => undefined).problems];
  return found.filter(({ level }) => level !== "advice").map(({ code, path }) => `${code} ${path}`);
}

describe("nothing at warning level or above is found", () => {
  it("in the example, but for what it acknowledges", () => {
    expect(findings(example)).toEqual([]);
    const { acknowledged } = runChecks(build(example).model, () => undefined);
    expect(acknowledged.map(({ code, path }) => `${code} ${path}`)).toEqual(["HL123 homepage/homepage"]);
  });

  it.each(examples)("in the example $name, but for what it acknowledges", ({ homelab }) => {
    expect(findings(homelab)).toEqual([]);
  });

  it.each(variants)("in $name, as it comes", (variant) => {
    expect(findings(homelabOf(variant))).toEqual([]);
  });
});
