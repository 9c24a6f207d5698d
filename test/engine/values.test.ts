import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { parse as parseToml } from "smol-toml";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse as parseYaml } from "yaml";
import { ConfigFile, Homelab, Service, Stack } from "../../lib/core/index.ts";
import { build } from "../../lib/model/index.ts";
import { renderCompose } from "../../lib/targets/compose/index.ts";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";

/** What YAML, Compose's interpolation and shells trip over, whole and in pieces. */
const words = fc.constantFrom(
  ...[
    "$",
    "$$",
    "${A}",
    "${A:-b}",
    "$A",
    "yes",
    "no",
    "on",
    "null",
    "~",
    "1e3",
    "0123",
    "22:22",
    "1_000",
    "2026-11-21",
  ],
  ...[
    "*a",
    "&a",
    "!a",
    "%a",
    "@a",
    "- a",
    "a: b",
    "a #b",
    "{",
    "}",
    "[",
    "]",
    "|",
    ">",
    "'",
    '"',
    "\\",
    "`",
    " ",
    "\t",
    "\n",
    "\r",
  ],
  ...[
    "\u0001",
    "\u0007",
    "\u001b[31m",
    "\u007f",
    "\u0085",
    "\u00a0",
    "\u2028",
    "\u202e",
    "\ufeff",
    "\ufffe",
    "é",
    "😀",
    "__proto__",
    "<<",
  ],
);
const value = fc.oneof(
  fc.array(words, { maxLength: 8 }).map((parts) => parts.join("")),
  fc.string({ unit: "binary", maxLength: 30 }).filter((text) => !/[\0\uE000\p{Cs}]/u.test(text)),
);
const values = fc.array(value, { minLength: 60, maxLength: 60 });

/** A stack whose one service holds the values in every place that takes any text. */
function stackOf(image: string, texts: readonly string[]) {
  const homelab = new Homelab("values");
  const stack = new Stack(homelab, "values-test");
  new Service(stack, "app", {
    image,
    environment: Object.fromEntries(texts.map((text, i) => [`V${i}`, text])),
    labels: Object.fromEntries(texts.map((text, i) => [`v${i}`, text])),
    command: ["sh", "-c", "sleep 600 & wait", "sh", ...texts],
    configs: texts
      .map((text, i) => ({ text, i }))
      .filter(({ text }) => text !== "")
      .map(({ text, i }) => new ConfigFile(stack, `f${i}`, { target: `/files/f${i}`, content: { text } }))
      .concat(
        new ConfigFile(stack, "json", { target: "/files/json", content: { json: texts } }),
        new ConfigFile(stack, "yaml", { target: "/files/yaml", content: { yaml: texts } }),
        new ConfigFile(stack, "toml", { target: "/files/toml", content: { toml: { texts } } }),
      ),
    stopGracePeriod: "1s",
  });
  const { model, problems } = build(homelab);
  expect(problems).toEqual([]);
  const file = renderCompose(model, { layout: "project" }).find(({ path }) => path.endsWith("compose.yaml"));
  return file?.content ?? "";
}

let folder: string;
beforeAll(async () => {
  await engine.cleanup(["values-test"]);
  folder = await mkdtemp(join(tmpdir(), "values-"));
});
afterAll(async () => {
  await engine.cleanup(["values-test"]);
  await rm(folder, { recursive: true });
});

describe("any text of a definition", () => {
  it("is read back by Compose as it was written", async () => {
    await fc.assert(
      fc.asyncProperty(values, async (texts) => {
        await writeFile(join(folder, "compose.yaml"), stackOf("app:1", texts));
        const read = JSON.parse(await engine.compose(folder, ["config", "--format", "json"]));
        const { environment, labels, command } = read.services.app;
        // `config` doubles each `$` again, since what it prints is a Compose file.
        const single = (text: string) => text.replaceAll("$$", "$");
        expect(texts.map((_, i) => single(environment[`V${i}`]))).toEqual(texts);
        expect(texts.map((_, i) => single(labels[`v${i}`]))).toEqual(texts);
        expect(command.slice(4).map(single)).toEqual(texts);
        const files = texts.map((text, i) => (text === "" ? "" : single(read.configs[`f${i}`].content)));
        expect(files).toEqual(texts);
      }),
      { numRuns: 40 },
    );
  });

  it("arrives in the container byte for byte, in its environment, its labels, its arguments and its files", async () => {
    const image = await busybox();
    const [texts = []] = fc.sample(values, { numRuns: 1, seed: 20 });
    await writeFile(join(folder, "compose.yaml"), stackOf(image, texts));
    await engine.compose(folder, ["up", "--detach", "--wait"]);
    const name = "values-test-app-1";
    const environ = (await engine.exec(name, ["cat", "/proc/1/environ"])).split("\0");
    const argv = (await engine.exec(name, ["cat", "/proc/1/cmdline"])).split("\0");
    const { Labels } = (await engine.inspect(name)).Config;
    expect(texts.map((_, i) => environ.find((entry) => entry.startsWith(`V${i}=`)))).toEqual(
      texts.map((text, i) => `V${i}=${text}`),
    );
    expect(argv.slice(4, -1)).toEqual(texts);
    expect(texts.map((_, i) => Labels[`v${i}`])).toEqual(texts);
    for (const [i, text] of texts.entries()) {
      if (text !== "") expect(await engine.exec(name, ["cat", `/files/f${i}`])).toBe(text);
    }
    const file = (format: string) => engine.exec(name, ["cat", `/files/${format}`]);
    expect(JSON.parse(await file("json"))).toEqual(texts);
    expect(parseYaml(await file("yaml"))).toEqual(texts);
    expect(parseToml(await file("toml"))).toEqual({ texts });
  });
});
