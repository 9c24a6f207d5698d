import { mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { project } from "./project.ts";

test("a new repository is checked and rendered, and nothing in it is overwritten", async () => {
  const lab = await project();
  const { code, stderr } = await lab.run(["init", "My Lab", "--domain", "example.com", "--no-install"]);
  expect([code, stderr]).toEqual([0, expect.stringContaining("next: cd 'My Lab' && npm install && npx homelab check")]);
  const within = join(lab.dir, "My Lab");
  expect(await lab.read("My Lab/stacks/homelab.ts")).toContain(
    'new Homelab("my-lab", { domain: "example.com", timezone:',
  );
  const ignored = (await lab.read("My Lab/.gitignore")).split("\n");
  expect(ignored).toEqual(expect.arrayContaining([".env", ".pulumi/", "node_modules/"]));
  await mkdir(join(within, "node_modules"));
  await symlink(join(lab.dir, "node_modules/homelab-stacks"), join(within, "node_modules/homelab-stacks"));
  expect(await lab.run(["check", "--file", "My Lab/stacks/homelab.ts"])).toMatchObject({ code: 0 });
  expect(await lab.run(["render", "--file", "My Lab/stacks/homelab.ts"])).toMatchObject({ code: 0 });

  const before = await lab.state("My Lab");
  const again = await lab.run(["init", "My Lab", "--no-install"]);
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining("HL707")]);
  expect(await lab.state("My Lab")).toEqual(before);
});

test("an archive of the package is copied into it, so that every clone has it", async () => {
  const lab = await project();
  await lab.write("homelab-stacks.tgz", "an archive");
  await lab.run(["init", "lab", "--package", "homelab-stacks.tgz", "--no-install"]);
  const { dependencies } = JSON.parse(await lab.read("lab/package.json"));
  expect(dependencies).toEqual({ "homelab-stacks": "file:vendor/homelab-stacks.tgz" });
  expect(await lab.read("lab/vendor/homelab-stacks.tgz")).toBe("an archive");
});

test("without npm its files are there, and what is left to do is said", async () => {
  const lab = await project();
  await mkdir(join(lab.dir, "bin"));
  await symlink(process.execPath, join(lab.dir, "bin/node"));
  const { code, stderr } = await lab.run(["init", "lab"], { env: { PATH: join(lab.dir, "bin") } });
  expect([code, stderr]).toEqual([1, expect.stringMatching(/HL708[\s\S]*no npm on PATH[\s\S]*fix: run it/)]);
  expect(await lab.read("lab/package.json")).toContain("homelab-stacks");
});

test("what is no folder is refused", async () => {
  const lab = await project();
  await lab.write("lab", "a file");
  const { code, stderr } = await lab.run(["init", "lab", "--no-install"]);
  expect([code, stderr]).toEqual([2, expect.stringMatching(/HL707[\s\S]*lab is no folder/)]);
});

test.each([
  ["a name that no homelab has", ["--name", "Bad Name"], "HL002"],
  ["a time zone that is none", ["--timezone", "Mars/Olympus"], "HL053"],
])("%s is refused, and nothing is written", async (_, args, said) => {
  const lab = await project();
  const { code, stderr } = await lab.run(["init", "lab", "--no-install", ...args]);
  expect([code, stderr]).toEqual([2, expect.stringContaining(said)]);
  expect(await readdir(lab.dir)).toEqual(["node_modules"]);
});
