import { readdirSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { exec } from "../../lib/system/exec.ts";
import { project } from "../cli/project.ts";
import { type Case, corpus, unpack } from "./corpus.ts";

// Every project of the corpus comes in as the same project again, but for what its file lists. A line that is listed may go, none may come.
const clone = fileURLToPath(new URL("../..", import.meta.url));
let path: string;
let written: string;

interface Report {
  readonly projects?: readonly {
    readonly name: string;
    readonly restarted: readonly string[];
    readonly differences: readonly { readonly path: string; readonly key: string }[];
    readonly normalisations: readonly string[];
  }[];
  readonly problems: readonly { readonly code: string; readonly path?: string; readonly message: string }[];
  readonly written?: readonly string[];
}

beforeAll(async () => {
  written = await mkdtemp(join(tmpdir(), "homelab-corpus-"));
  path = join(written, "bin");
  await mkdir(path);
  // The Compose of this run, and no other.
  const { command, args } = inject("engine").compose;
  if (args.length === 0) await symlink(command, join(path, "docker-compose"));
  else path = process.env["PATH"] ?? "";
});

afterAll(() => rm(written, { recursive: true, force: true }));

const outcomes = new Map<string, { readonly code: number | null; readonly lines: readonly string[] }>();
const normalised = new Set<string>();

async function imported(one: Case) {
  const lab = await project();
  unpack(one, join(lab.dir, "by-hand", one.name));
  const run = () => lab.run(["import", `by-hand/${one.name}`, "--json"], { env: { PATH: path } });
  const { code, stdout, stderr } = await run();
  const report = JSON.parse(stdout) as Report;
  return { lab, code, stdout, stderr, report, run };
}

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
    const { lab, code, stdout, stderr, report, run } = await imported(one);
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

    const stack = readFileSync(join(lab.dir, "stacks", `${one.name}.ts`), "utf8");
    const others = readdirSync(join(lab.dir, "stacks")).map((name) =>
      readFileSync(join(lab.dir, "stacks", name), "utf8"),
    );
    expect([stdout, stderr, ...others].join("\n")).not.toMatch(/canary/i);
    await writeFile(join(written, `${one.name}.ts`), stack);
    const again = await run();
    expect([again.code, (JSON.parse(again.stdout) as Report).written]).toEqual([code, []]);
  });
});

it("has as many that come in as they were as ever", () => {
  const all = corpus.filter(({ refused }) => refused === undefined);
  const equal = all.filter(({ name }) => outcomes.get(name)?.code === 0);
  const gone = all.flatMap(({ name, differs }) =>
    differs.filter((line) => !outcomes.get(name)?.lines.includes(line)).map((line) => `${name}: ${line}`),
  );
  const share = ((100 * equal.length) / all.length).toFixed(1);
  console.log(`${equal.length} of ${all.length} (${share} %) equal; normalised: ${[...normalised].sort().join(", ")}`);
  if (gone.length > 0) console.log(`differ no more, and may be taken out of the corpus: ${gone.join("; ")}`);
  expect(all.length).toBeGreaterThanOrEqual(90);
  expect(equal.length).toBeGreaterThanOrEqual(57);
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
