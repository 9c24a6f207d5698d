import { Homelab, Stack } from "homelab-stacks";
import { describe, expect, it } from "vitest";
import { components } from "../../docs/component-facts.ts";
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

  it.each(components.map((facts) => [facts.title, facts] as const))("in %s, as it comes", (_, { define }) => {
    const lab = new Homelab("kite", { domain: "example.com" });
    const stack = new Stack(lab, "app");
    define(stack, stack);
    expect(findings(lab)).toEqual([]);
  });
});
