import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url));
const { customManagers } = JSON.parse(readFileSync(join(root, "renovate.json"), "utf8"));
const [{ matchStrings, managerFilePatterns }] = customManagers;
const files = new RegExp(managerFilePatterns[0].slice(1, -1));

it("reads the name and the version behind every renovate comment", () => {
  const names = readdirSync(join(root, "lib"), { recursive: true, encoding: "utf8" }).map((name) => `lib/${name}`);
  let comments = 0;
  for (const name of names.filter((one) => files.test(one))) {
    const text = readFileSync(join(root, name), "utf8");
    const wanted = text.match(/^\s*\/\/ renovate:/gm)?.length ?? 0;
    const found = [...text.matchAll(new RegExp(matchStrings[0], "g"))];
    expect(found.length, name).toBe(wanted);
    for (const { 0: all, groups } of found)
      expect(all).toContain(`"${groups?.["depName"]}:${groups?.["currentValue"]}`);
    comments += wanted;
  }
  expect(comments).toBeGreaterThan(5);
});
