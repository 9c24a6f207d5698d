import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { build } from "../lib/model/index.ts";
import { renderCompose } from "../lib/targets/compose/index.ts";
import example from "../stacks/homelab.ts";

// What the example homelab renders to, kept in test/golden to be read in reviews. `npm run golden` writes it anew.

const golden = fileURLToPath(new URL("golden", import.meta.url));

describe("the example homelab", () => {
  const render = () => renderCompose(build(example).model, { layout: "project" });
  const rendered = render();

  it.each(rendered)("renders $path as it stands in the golden", async ({ path, content }) => {
    await expect(content).toMatchFileSnapshot(join(golden, path));
  });

  it("has no golden of a file that it renders no more", () => {
    const kept = readdirSync(golden, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const paths = kept.map((one) => relative(golden, join(one.parentPath, one.name)));
    expect(paths.sort()).toEqual(rendered.map((file) => file.path).sort());
  });

  it("renders to the same bytes in another time zone and locale", () => {
    const before = { ...process.env };
    Object.assign(process.env, { LC_ALL: "tr_TR.UTF-8", TZ: "Asia/Kathmandu" });
    expect(render()).toEqual(rendered);
    process.env = before;
  });
});
