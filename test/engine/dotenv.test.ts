import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { formatDotenv, parseDotenv } from "../../lib/secrets/dotenv.ts";
import { exec } from "../../lib/system/exec.ts";
import { buildCompose, type Compose } from "../../lib/tools/compose.ts";
import { hostileText } from "../secrets/hostile.ts";

// What Docker Compose itself makes of a `.env` of ours. It reads files only: no container is started.

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "homelab-dotenv-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** The values that Compose puts into a container's environment, by name. */
async function composeReads(compose: Compose, dotenv: string, names: readonly string[]) {
  const environment = Object.fromEntries(names.map((name) => [name, `\${${name}?unset}`]));
  await writeFile(join(folder, "compose.yaml"), JSON.stringify({ services: { app: { image: "x", environment } } }));
  await writeFile(join(folder, ".env"), dotenv, { mode: 0o600 });
  const args = ["--project-name", "x", "--file", "compose.yaml", "config", "--format", "json"];
  const config = JSON.parse(await exec(compose.command, [...compose.args, ...args], { cwd: folder }));
  const read: Record<string, string> = config.services.app.environment;
  // `config` doubles every dollar sign, so that its output could be read by Compose again.
  return Object.fromEntries(Object.entries(read).map(([name, value]) => [name, value.replaceAll("$$", "$")]));
}

const text = fc
  .oneof(hostileText, fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }))
  .filter((value) => !value.includes("\0"));

const commands: readonly [string, () => Promise<Compose>][] = [
  ["the Compose at hand", async () => inject("engine").compose],
  ["Compose 5.0.0", () => buildCompose()],
];

test.each(commands)("%s reads every value exactly", async (_, find) => {
  const compose = await find();
  // Each run of the program reads 200 values: in all, 4000.
  const property = fc.asyncProperty(fc.array(text, { minLength: 200, maxLength: 200 }), async (values) => {
    const entries = Object.fromEntries(values.map((value, i) => [`N${i}`, value]));
    expect(await composeReads(compose, formatDotenv(Object.entries(entries)), Object.keys(entries))).toEqual(entries);
  });
  await fc.assert(property, { numRuns: 20 });
});

test.each(commands)("%s reads 64 KB exactly, whatever they are made of", async (_, find) => {
  const units = ["a", "\\", "'", "\\'", "$", "\n", "😀", "#", "${X}", '"'];
  const entries = Object.fromEntries(units.map((unit, i) => [`N${i}`, unit.repeat(65_537 / unit.length)]));
  const read = await composeReads(await find(), formatDotenv(Object.entries(entries)), Object.keys(entries));
  for (const [name, value] of Object.entries(entries)) expect(read[name] === value, name).toBe(true);
});

test.each(commands)("%s reads what people write by hand as we do", async (_, find) => {
  const written =
    '\ufeff# head\r\n\r\nexport A = plain words # why\r\nB=\r\nC="a\\n\\"b\\" \\$x" # why\nD=\'x\'#y\n  E=a\'b#c\\d';
  const ours = Object.fromEntries(parseDotenv(written, ".env"));
  expect(await composeReads(await find(), written, Object.keys(ours))).toEqual(ours);
});
