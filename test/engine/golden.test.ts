import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { build } from "../../lib/model/index.ts";
import { tryExec } from "../../lib/system/exec.ts";
import { envVariables, renderCompose } from "../../lib/targets/compose/index.ts";
import { buildCompose, type Compose } from "../../lib/tools/compose.ts";
import example from "../../stacks/homelab.ts";

// What Compose itself says of the example homelab's files. It reads them only: no container is started.

const { model } = build(example);
const layouts = { project: model.stacks.map((stack) => stack.name), single: [""] } as const;
const commands: readonly [string, () => Promise<Compose>][] = [
  ["the Compose at hand", async () => inject("engine").compose],
  ["Compose 5.0.0", () => buildCompose()],
];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "golden-"));
  for (const layout of ["project", "single"] as const) {
    for (const { path, content } of renderCompose(model, { layout })) {
      await mkdir(dirname(join(folder, layout, path)), { recursive: true });
      await writeFile(join(folder, layout, path), content);
    }
  }
});
afterAll(() => rm(folder, { recursive: true }));

async function config(compose: Compose, project: string, variables: readonly string[]) {
  await writeFile(join(project, ".env"), variables.map((name) => `${name}='x'\n`).join(""));
  return tryExec(compose.command, [...compose.args, "config", "--quiet"], { cwd: project });
}

describe.each(commands)("%s", (_, find) => {
  it.each(["project", "single"] as const)("accepts every file of the layout `%s`, without a word", async (layout) => {
    for (const name of layouts[layout]) {
      const stacks = model.stacks.filter((stack) => name === "" || stack.name === name);
      const names = envVariables(stacks).map((variable) => variable.name);
      const result = await config(await find(), join(folder, layout, name), names);
      expect({ name, ...result }).toEqual({ name, code: 0, stdout: "", stderr: "" });
    }
  });

  it("stops at a secret that is not set, and names it", async () => {
    // Redis' password stands in a config file; a secret that is a file alone is missed when the container is made.
    const { code, stderr } = await config(await find(), join(folder, "project", "nextcloud"), []);
    expect(code).not.toBe(0);
    expect(stderr).toContain("required variable NEXTCLOUD_REDIS_PASSWORD is missing a value: see .env.example");
  });
});
