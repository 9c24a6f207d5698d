import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { catalogue, homelabOf, variants } from "../../docs/catalogue.ts";
import { componentsPage, componentsUrl } from "../../docs/components.ts";
import * as apps from "../../lib/apps/index.ts";
import { build } from "../../lib/model/index.ts";

const root = new URL("../../", import.meta.url);

it("docs/components.md is what the components are: run `npm run docs`", () => {
  expect(readFileSync(componentsUrl, "utf8")).toBe(componentsPage());
});

it("shows every component", () => {
  const shown = new Set(catalogue.map(({ facts }) => facts.title));
  expect([...shown].sort()).toEqual(Object.keys(apps).sort());
});

it("has a name of its own for every variant", () => {
  const names = variants.map(({ name }) => name);
  expect(names.filter((name, index) => names.indexOf(name) !== index || !/^[a-z0-9-]+$/.test(name))).toEqual([]);
});

it("names tests that exist", () => {
  const named = catalogue.flatMap(({ facts: { verified } }) =>
    [...verified.matchAll(/`(test\/[^`]+)`/g)].map(([, path]) => path),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((path) => !existsSync(new URL(path ?? "", root)))).toEqual([]);
});

it("says of every volume of a component what a backup does with it, and of no other", () => {
  const wrong = catalogue.flatMap(({ facts, variants: own }) => {
    const stacks = own.map((variant) =>
      build(homelabOf(variant, true)).model.stacks.find(({ name }) => name === variant.name),
    );
    // Those that a variant itself makes, beside the component, are the user's.
    const made = stacks.flatMap((stack) => stack?.volumes ?? []).filter(({ path }) => path.split("/").length > 2);
    const ids = [...new Set(made.map(({ path }) => path.split("/").at(-1) ?? ""))].sort();
    const said = facts.state === undefined || facts.state === "none" ? [] : Object.keys(facts.state.volumes).sort();
    return JSON.stringify(ids) === JSON.stringify(said) ? [] : [{ title: facts.title, ids, said }];
  });
  expect(wrong).toEqual([]);
});
