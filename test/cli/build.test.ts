import { cp, mkdtemp, readdir, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { tryExec } from "../../lib/system/exec.ts";

const clone = fileURLToPath(new URL("../..", import.meta.url));

/** A clone that has never been built. */
async function freshClone(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "homelab-clone-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  for (const name of ["bin", "lib", "package.json", "tsconfig.build.json"])
    await cp(join(clone, name), join(dir, name), { recursive: true });
  await symlink(join(clone, "node_modules"), join(dir, "node_modules"));
  return dir;
}

const version = (dir: string) => tryExec(process.execPath, [join(dir, "bin", "homelab.js"), "--version"]);

test("a fresh clone builds itself once, however many run it at the same time, and again when lib changes", async () => {
  const dir = await freshClone();
  const runs = await Promise.all([version(dir), version(dir), version(dir)]);
  for (const { code, stdout } of runs) expect({ code, stdout }).toEqual({ code: 0, stdout: "0.1.0\n" });
  expect(runs.filter(({ stderr }) => stderr.includes("building"))).toHaveLength(1);
  expect((await readdir(dir)).sort()).toEqual([
    "bin",
    "dist",
    "lib",
    "node_modules",
    "package.json",
    "tsconfig.build.json",
  ]);

  expect((await version(dir)).stderr).toBe("");
  await utimes(join(dir, "lib/terminal/near.ts"), new Date(), new Date(0));
  expect((await version(dir)).stderr).toContain("building");
  await writeFile(join(dir, "lib/terminal/near.ts"), "export function nearNames(: never {}\n");
  const broken = await version(dir);
  expect(broken.code).toBe(1);
  expect(broken.stderr).toMatch(/does not compile:\nlib\/terminal\/near\.ts:1 /);
  expect(broken.stderr).not.toMatch(/^\s+at /m);
});

test("as published, without what builds it, it runs what was built", async () => {
  const dir = await freshClone();
  await version(dir);
  await rm(join(dir, "tsconfig.build.json"));
  await rm(join(dir, "lib"), { recursive: true });
  expect(await version(dir)).toEqual({ code: 0, stdout: "0.1.0\n", stderr: "" });
});
