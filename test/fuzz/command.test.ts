import { copyFile, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Project, project, type Run } from "../cli/project.ts";
import { definition } from "./parts.ts";

// Definitions of all kinds, through the real command. FUZZ_SEED asks for others, FUZZ_COMMANDS for more of them.

const seed = Number(process.env["FUZZ_SEED"] ?? 20);
const numRuns = Number(process.env["FUZZ_COMMANDS"] ?? 10);

/** Parts as a definition's source has them; what has no source of its own (a `Symbol` of nobody) is drawn again. */
const source = definition
  .map((parts) => fc.stringify(parts))
  .filter((text) => {
    try {
      return Array.isArray(new Function(`return ${text}`)());
    } catch {
      return false;
    }
  });

async function written(parts: string): Promise<Project> {
  const lab = await project();
  await lab.write(
    "stacks/homelab.ts",
    `import { make } from "./world.ts";\nexport default make(${parts} as never).lab;\n`,
  );
  await copyFile(fileURLToPath(new URL("world.ts", import.meta.url)), join(lab.dir, "stacks/world.ts"));
  return lab;
}

/** Every file of the project, with what is in it. */
async function tree({ dir }: Project): Promise<Record<string, string>> {
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  const files = entries.filter((one) => one.isFile()).map((one) => join(one.parentPath, one.name));
  return Object.fromEntries(await Promise.all(files.sort().map(async (file) => [file, await readFile(file, "utf8")])));
}

/** What no command says, whatever it is given. */
function expectManners({ stdout, stderr }: Run, about: string): void {
  for (const said of [stdout, stderr]) {
    expect(said, about).not.toMatch(/^\s+at .*:\d+/m);
    expect(said, about).not.toMatch(/bug in homelab-stacks|failed itself|UnhandledPromise|node:internal/);
    expect(said, about).not.toMatch(/[^\P{Cc}\n]|[\p{Cf}\p{Zl}\p{Zp}]/u);
  }
}

interface Report {
  readonly ok: boolean;
  readonly problems: readonly { readonly code: string; readonly level: string }[];
}

describe("any definition, through the command,", () => {
  const samples = fc.sample(source, { seed, numRuns });
  const seen = { refused: 0, rendered: 0 };

  it.each(samples.map((parts, index) => [index, parts] as const))(
    "number %i",
    async (index, parts) => {
      const about = `FUZZ_SEED=${seed}, number ${index}: make(${parts})`;
      const lab = await written(parts);
      const before = await tree(lab);

      const check = await lab.run(["check", "--json"]);
      expectManners(check, about);
      const { ok, problems } = JSON.parse(check.stdout) as Report;
      const errors = problems.filter(({ level }) => level === "error");
      expect(ok, about).toBe(check.code === 0);
      expect(check.code === 0, about).toBe(errors.length === 0);
      expect([0, 1, 2], about).toContain(check.code);
      expect(await tree(lab), about).toEqual(before);

      const render = await lab.run(["render"]);
      expectManners(render, about);
      if (errors.length > 0) {
        seen.refused++;
        expect(render.code, about).toBe(2);
        for (const { code } of errors) expect(render.stderr, about).toContain(code);
        expect(await tree(lab), about).toEqual(before);
      } else {
        seen.rendered++;
        expect(render.code, about + render.stderr).toBe(0);
        expect(await tree(lab), about).toMatchObject(before);
      }
    },
    60_000,
  );

  it("was refused in some cases, and rendered in others", () => {
    expect(seen.refused).toBeGreaterThan(0);
    expect(seen.rendered).toBeGreaterThan(0);
  });
});
