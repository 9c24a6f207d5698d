import { readdirSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exec } from "../../lib/system/exec.ts";
import { corpus } from "./corpus.ts";
import { imported, type Report } from "./importing.ts";

// Every project of the corpus comes in as the same project again, but for what its file lists: no more, and no less.
const clone = fileURLToPath(new URL("../..", import.meta.url));
let written: string;

beforeAll(async () => {
  written = await mkdtemp(join(tmpdir(), "homelab-corpus-"));
});

afterAll(() => rm(written, { recursive: true, force: true }));

const outcomes = new Map<string, { readonly code: number | null; readonly lines: readonly string[] }>();
const normalised = new Set<string>();

function linesOf({ projects = [], problems }: Report): string[] {
  const bare = (path: string) => path.split(/[/ ]/).slice(1).join(" ");
  const differences = projects.flatMap((one) => one.differences.map(({ path, key }) => `${bare(path)} ${key}`.trim()));
  const refusals = problems
    .filter(({ code }) => code === "HL723")
    .map(({ path = "", message }) => `${bare(path)} ${message.split(" is not brought in")[0]}`);
  return [...new Set([...refusals, ...differences])].sort();
}

describe("comes in as it was", () => {
  it.each(corpus.map((one) => [one.name, one] as const))("%s", async (_, one) => {
    const { lab, code, stdout, stderr, report, again, stack, everything } = await imported(one.name, one.files);
    const lines = linesOf(report);
    outcomes.set(one.name, { code, lines });
    const files = readdirSync(lab.dir, { withFileTypes: true }).map(({ name }) => name);
    if (one.refused !== undefined) {
      expect([code, ...report.problems.map((problem) => problem.code)]).toEqual([2, one.refused]);
      expect(files.sort()).toEqual(["by-hand", "node_modules"]);
      return;
    }
    expect([code, stderr], stdout).toEqual([lines.length === 0 ? 0 : 3, expect.not.stringContaining("error")]);
    expect(report.projects?.map(({ name }) => name)).toEqual([one.name]);
    expect(lines.filter((line) => !one.differs.includes(line))).toEqual([]);
    for (const id of report.projects?.[0]?.normalisations ?? []) normalised.add(id);

    expect(everything()).not.toMatch(/canary/i);
    await writeFile(join(written, `${one.name}.ts`), stack(`${one.name}.ts`));
    const second = await again();
    expect([second.code, second.report.written]).toEqual([code, []]);
  });
});

it("has as many that come in as they were as ever, and lists no difference that is gone", () => {
  const all = corpus.filter(({ refused }) => refused === undefined);
  const equal = all.filter(({ name }) => outcomes.get(name)?.code === 0);
  const gone = all.flatMap(({ name, differs }) =>
    differs.filter((line) => !outcomes.get(name)?.lines.includes(line)).map((line) => `${name}: ${line}`),
  );
  const share = ((100 * equal.length) / all.length).toFixed(1);
  console.log(`${equal.length} of ${all.length} (${share} %) equal; normalised: ${[...normalised].sort().join(", ")}`);
  expect(gone, "these differ no more: take them out of the corpus").toEqual([]);
  expect(all.length).toBeGreaterThanOrEqual(113);
  expect(equal.length).toBeGreaterThanOrEqual(96);
});

it("is code without an error of types", async () => {
  await writeFile(join(written, "package.json"), '{ "type": "module" }');
  const paths = { "homelab-stacks": [join(clone, "lib/index.ts")] };
  const compilerOptions = {
    paths,
    incremental: false,
    tsBuildInfoFile: null,
    typeRoots: [join(clone, "node_modules/@types")],
  };
  const config = { extends: join(clone, "tsconfig.json"), compilerOptions, include: ["*.ts"] };
  await writeFile(join(written, "tsconfig.json"), JSON.stringify(config));
  await exec(process.execPath, [join(clone, "node_modules/typescript/bin/tsc"), "--project", written]);
});
