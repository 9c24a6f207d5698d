import { readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Homelab } from "homelab-stacks";
import { afterEach, describe, expect, it, vi } from "vitest";
import { homelabOf, variants } from "../docs/catalogue.ts";
import { examples } from "../docs/examples.ts";
import { build } from "../lib/model/index.ts";
import { renderCompose } from "../lib/targets/compose/index.ts";
import homelab from "../stacks/homelab.ts";

// What the example homelabs and every variant of a component render to, kept in test/golden to be read in reviews. `npm run golden`
// writes it.

const golden = fileURLToPath(new URL("golden", import.meta.url));

type Rendered = readonly { readonly path: string; readonly content: string }[];

const render = (homelab: Homelab): Rendered => renderCompose(build(homelab).model, { layout: "project" });
const below = (folder: string, homelab: Homelab): Rendered =>
  render(homelab).map((file) => ({ ...file, path: join(folder, file.path) }));
const example = below("example", homelab);
const numbered = examples.flatMap(({ name, homelab }) => below(join("examples", name), homelab));
const all = [...example, ...numbered, ...variants.flatMap((variant) => render(homelabOf(variant)))];

describe("goldens", () => {
  it.each(all)("have $path as it is rendered", async ({ path, content }) => {
    await expect(content).toMatchFileSnapshot(join(golden, path));
  });

  it("have no file that is rendered no more", () => {
    const kept = readdirSync(golden, { recursive: true, withFileTypes: true }).filter((one) => one.isFile());
    const paths = kept.map((one) => relative(golden, join(one.parentPath, one.name)));
    expect(paths.sort()).toEqual(all.map((file) => file.path).sort());
  });
});

describe("the example homelab", () => {
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it("renders to the same bytes in another time zone and locale", () => {
    const rendered = render(homelab);
    vi.stubEnv("LC_ALL", "tr_TR.UTF-8");
    vi.stubEnv("TZ", "Asia/Kathmandu");
    expect(render(homelab)).toEqual(rendered);
  });
});
