// Builds and renders a homelab of as many services as its argument says, into the folder of its second argument; prints
// what that took as JSON. A process of its own, so that its memory is its own.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { build } from "../lib/model/index.ts";
import { renderCompose } from "../lib/targets/compose/index.ts";
import { homelabOf } from "./homelab-of.ts";

const [count = "", out = ""] = process.argv.slice(2);
const start = performance.now();
const { model, problems } = build(homelabOf(Number(count)));
if (problems.length > 0) throw new Error(JSON.stringify(problems[0]));
const files = renderCompose(model, { layout: "project" });
for (const { path, content } of files) {
  mkdirSync(dirname(join(out, path)), { recursive: true });
  writeFileSync(join(out, path), content);
}
const seconds = (performance.now() - start) / 1000;
process.stdout.write(JSON.stringify({ seconds, mebibytes: process.resourceUsage().maxRSS / 1024 }));
