import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { withTable } from "../../docs/readme.ts";

const read = (path: string) => readFileSync(new URL(path, import.meta.url), "utf8");

it.each(["miniflux.ts", "miniflux.test.ts"])("README shows %s, which runs beside this test, as it is", (file) => {
  expect(read("../../README.md")).toContain(`\`\`\`ts\n${read(file)}\`\`\`\n`);
});

it("README's table is what the components' facts say: run `npm run docs`", () => {
  const readme = read("../../README.md");
  expect(withTable(readme)).toBe(readme);
});
