import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { examples, withPicture } from "../../docs/examples.ts";

const readme = readFileSync(new URL("../../README.md", import.meta.url), "utf8");
const engine = (name: string) => new URL(`../engine/${name}`, import.meta.url);

describe.each(examples)("the example $name", (example) => {
  it("has the picture that its definition gives: run `npm run docs`", () => {
    expect(readFileSync(example.readme, "utf8")).toBe(withPicture(example));
  });

  it("is named in README, with the test that brings it up", () => {
    const [, test = ""] =
      new RegExp(`\\(stacks/examples/${example.name}/README.md\\).*\`test/engine/(.+?)\``).exec(readme) ?? [];
    expect(existsSync(engine(test)) && readFileSync(engine(test), "utf8").includes(example.name)).toBe(true);
  });
});
