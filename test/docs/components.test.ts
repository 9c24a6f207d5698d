import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { catalogue, variants } from "../../docs/catalogue.ts";
import { componentsPage, componentsUrl } from "../../docs/components.ts";
import * as apps from "../../lib/apps/index.ts";

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
