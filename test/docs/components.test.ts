import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { components } from "../../docs/component-facts.ts";
import { componentsPage, componentsUrl } from "../../docs/components.ts";
import * as apps from "../../lib/apps/index.ts";

const root = new URL("../../", import.meta.url);

it("docs/components.md is what the components are: run `npm run docs`", () => {
  expect(readFileSync(componentsUrl, "utf8")).toBe(componentsPage());
});

it("tells of every component", () => {
  const told = new Set(components.map(({ title }) => title.split(",")[0]));
  expect([...told].sort()).toEqual(Object.keys(apps).sort());
});

it("names tests that exist", () => {
  const named = components.flatMap(({ verified }) =>
    [...verified.matchAll(/`(test\/[^`]+)`/g)].map(([, path]) => path),
  );
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((path) => !existsSync(new URL(path ?? "", root)))).toEqual([]);
});
