import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { apiReport, apiUrl } from "../../docs/api.ts";
import * as apps from "../../lib/apps/index.ts";
import * as library from "../../lib/index.ts";

it("docs/api.txt is what the package's entries export: run `npm run docs`", () => {
  expect(readFileSync(apiUrl, "utf8")).toBe(apiReport());
});

it("every component is exported by name", () => {
  expect(Object.keys(library)).toEqual(expect.arrayContaining(Object.keys(apps)));
});
