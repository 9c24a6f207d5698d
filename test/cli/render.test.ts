import { chmod, readdir, rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { exec } from "../../lib/system/exec.ts";
import { definition, type Project, project, start, twoStacks } from "./project.ts";

const rendered = [
  ".homelab-stacks.json",
  "edge/.env.example",
  "edge/.gitignore",
  "edge/compose.yaml",
  "files/.env.example",
  "files/.gitignore",
  "files/compose.yaml",
];

describe("what is written", () => {
  test("a folder a stack, named on standard output", async () => {
    const lab = await project(twoStacks);
    const { code, stdout } = await lab.run(["render"]);
    expect(code).toBe(0);
    expect(Object.keys(await lab.state())).toEqual(rendered);
    expect(stdout).toContain("wrote compose/edge/compose.yaml\n");
    expect(await lab.read("compose/edge/compose.yaml")).toContain("image: docker.io/library/nginx:1.30.4");
  });

  test("a second run touches no file", async () => {
    const lab = await project(twoStacks);
    await lab.run(["render"]);
    const before = await lab.state();
    const { code, stdout, stderr } = await lab.run(["render"]);
    expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
    expect(stderr).toContain("up to date");
    expect(await lab.state()).toEqual(before);
  });

  test("from a folder below the project, and with --out relative to where one is", async () => {
    const lab = await project(twoStacks);
    await lab.write("deep/down/note", "");
    const { code } = await lab.run(["render", "--file", "stacks/homelab.ts", "--out", "deep/out"]);
    expect(code).toBe(0);
    expect(Object.keys(await lab.state("deep/out"))).toEqual(rendered);
  });

  test("one file for all with --layout single, in place of what the other layout made", async () => {
    const lab = await project(twoStacks);
    await lab.run(["render"]);
    const { code, stdout } = await lab.run(["render", "--layout", "single"]);
    expect(code).toBe(0);
    expect(stdout).toContain("removed compose/edge/compose.yaml");
    expect(Object.keys(await lab.state())).toEqual([
      ".env.example",
      ".gitignore",
      ".homelab-stacks.json",
      "compose.yaml",
    ]);
  });

  test("with --stack only that stack's files", async () => {
    const lab = await project(twoStacks);
    await lab.run(["render"]);
    const before = await lab.state();
    await lab.define(twoStacks.replaceAll("{ image", '{ image, hostname: "h"'));
    expect((await lab.run(["render", "--stack", "edge"])).stdout).toBe("wrote compose/edge/compose.yaml\n");
    const after = await lab.state();
    expect(Object.keys(after)).toEqual(rendered);
    expect(Object.keys(after).filter((path) => after[path] !== before[path])).toEqual([
      ".homelab-stacks.json",
      "edge/compose.yaml",
    ]);
  });

  test("a report with --json", async () => {
    const lab = await project(twoStacks);
    const { stdout } = await lab.run(["render", "--json"]);
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ version: 2, command: "render", ok: true, removed: [] });
    expect(report.written).toContain("compose/files/compose.yaml");
  });
});

describe("what is removed", () => {
  test("the files of a stack that is gone, and nobody else's", async () => {
    const lab = await project(twoStacks);
    await lab.run(["render"]);
    await lab.write("compose/files/notes.md", "mine");
    await lab.write("compose/other/compose.yaml", "mine");
    await lab.define(`new Service(new Stack(lab, "edge"), "web", { image });`);
    await lab.run(["forget", "--vanished", "--yes"]);
    const { code, stdout } = await lab.run(["render"]);
    expect(code).toBe(0);
    expect(stdout).toContain("removed compose/files/compose.yaml");
    const left = Object.keys(await lab.state());
    expect(left.filter((path) => path.startsWith("files/"))).toEqual(["files/notes.md"]);
    expect(left).toContain("other/compose.yaml");
  });

  test("its .env too if it is ours", async () => {
    const lab = await project(twoStacks);
    await lab.run(["secrets", "set", "EDGE_TOKEN"], { input: "t" });
    await lab.run(["render", "--secrets"]);
    await lab.define(`new Service(new Stack(lab, "files"), "app", { image });`);
    await lab.run(["forget", "edge/key", "edge/token", "--yes"]);
    await lab.run(["render"]);
    expect(Object.keys(await lab.state()).filter((path) => path.startsWith("edge/"))).toEqual([]);
  });

  test("an .env that somebody else wrote stays", async () => {
    const lab = await project(twoStacks);
    await lab.run(["render"]);
    await lab.write("compose/files/.env", "MINE=1\n");
    await lab.define(`new Service(new Stack(lab, "edge"), "web", { image });`);
    await lab.run(["render"]);
    expect(await lab.read("compose/files/.env")).toBe("MINE=1\n");
  });
});

describe("what is refused, with nothing written", () => {
  test("a file in the way that no rendering made", async () => {
    const lab = await project(twoStacks);
    await lab.write("compose/edge/compose.yaml", "services: {}\n");
    const { code, stderr } = await lab.run(["render"]);
    expect(code).toBe(2);
    expect(stderr).toContain("HL710");
    expect(stderr).toContain("compose/edge/compose.yaml");
    expect(await lab.read("compose/edge/compose.yaml")).toBe("services: {}\n");
    expect(Object.keys(await lab.state())).toEqual(["edge/compose.yaml"]);
  });

  test("a symbolic link on the way", async () => {
    const lab = await project(twoStacks);
    await lab.write("elsewhere/note", "");
    await lab.write("compose/note", "");
    await symlink(join(lab.dir, "elsewhere"), join(lab.dir, "compose/edge"));
    const { code, stderr } = await lab.run(["render"]);
    expect(code).toBe(2);
    expect(stderr).toContain("HL711");
    expect(Object.keys(await lab.state("elsewhere"))).toEqual(["note"]);
    expect(Object.keys(await lab.state())).toEqual(["note"]);
  });

  test("a manifest that leads out of the folder", async () => {
    const lab = await project(twoStacks);
    await lab.write("precious.txt", "mine");
    await lab.write("compose/.homelab-stacks.json", JSON.stringify({ version: 1, files: ["../precious.txt"] }));
    const { code, stderr } = await lab.run(["render"]);
    expect(code).toBe(2);
    expect(stderr).toContain("HL713");
    expect(await lab.read("precious.txt")).toBe("mine");
  });

  test("a stack that does not exist, with the near name", async () => {
    const lab = await project(twoStacks);
    const { code, stderr } = await lab.run(["render", "--stack", "egde"]);
    expect(code).toBe(2);
    expect(stderr).toContain("HL706");
    expect(stderr).toContain('did you mean "edge"?');
    expect(await lab.state()).toEqual({});
  });

  test("a folder that cannot be written: code 1, and everything as it was", async () => {
    const lab = await project(twoStacks);
    await lab.write("blocked", "a file");
    const { code, stderr } = await lab.run(["render", "--out", "blocked/out"]);
    expect(code).toBe(1);
    expect(stderr).toContain("HL712");
    expect(await lab.read("blocked")).toBe("a file");
  });

  test("a read-only folder", async () => {
    const lab = await project(twoStacks);
    const disk = await smallDisk(lab);
    await lab.run(["render"]);
    const before = await lab.state();
    await lab.define(twoStacks.replaceAll("{ image", '{ image, hostname: "h"'));
    await exec("mount", ["-o", "remount,ro", disk]);
    const { code, stderr } = await lab.run(["render"]);
    expect(code).toBe(1);
    expect(stderr).toContain("the file system is read-only");
    expect(await lab.state()).toEqual(before);
  });

  test("a full disk", async () => {
    const many = (hostname: string, from: number) =>
      Array.from(
        { length: 12 },
        (_, n) => `new Service(new Stack(lab, "s${n + from}"), "app", { image, hostname: "${hostname}" });`,
      ).join("\n");
    const lab = await project(many("old", 0));
    await smallDisk(lab);
    expect((await lab.run(["render"])).code).toBe(0);
    const before = await lab.state();
    await lab.define(
      `${many("new", 6)}\nnew Service(new Stack(lab, "z"), "big", { image, hostname: "h", labels: { big: "x".repeat(400_000) } });`,
    );
    const { code, stderr } = await lab.run(["render"]);
    expect(code).toBe(1);
    expect(stderr).toContain("the disk is full");
    expect(await lab.state()).toEqual(before);
  });
});

test("what was replaced before something failed comes back", async () => {
  const lab = await project(twoStacks);
  await lab.run(["render"]);
  const before = await lab.state();
  // A file that is a mount point can be read and linked to, and not be replaced.
  const stuck = join(lab.dir, "compose/files/compose.yaml");
  await exec("mount", ["--bind", stuck, stuck]);
  onTestFinished(async () => {
    await exec("umount", [stuck]);
  });
  await lab.define(`${twoStacks.replaceAll("{ image", '{ image, hostname: "h"')}
new Service(new Stack(lab, "a"), "app", { image });`);
  const { code, stderr } = await lab.run(["render"]);
  expect(code).toBe(1);
  expect(stderr).toContain("HL712");
  expect(await lab.state()).toEqual(before);
});

/** Makes the output folder a disk of its own, of 256 KiB. */
async function smallDisk({ dir, write }: Project): Promise<string> {
  await write("compose/.keep", "");
  const disk = join(dir, "compose");
  await exec("mount", ["-t", "tmpfs", "-o", "size=256k", "tmpfs", disk]);
  onTestFinished(async () => {
    await exec("umount", [disk]);
  });
  return disk;
}

describe("--secrets", () => {
  test("names every provided secret that is missing, and writes nothing", async () => {
    const lab = await project(`${twoStacks}
new Service(new Stack(lab, "more"), "app", { image, environment: { T: Secret.provided(lab.node.findChild("more"), "pass") } });`);
    const { code, stderr } = await lab.run(["render", "--secrets"]);
    expect(code).toBe(2);
    expect(stderr).toContain("EDGE_TOKEN (the tunnel's token)");
    expect(stderr).toContain("MORE_PASS");
    expect(await lab.state()).toEqual({});
  });

  test("writes .env, mode 0600, beside the file; it stays without --secrets", async () => {
    const lab = await project(twoStacks);
    await lab.run(["secrets", "set", "EDGE_TOKEN"], { input: "to/k'e(n)\n" });
    const { code, stdout, stderr } = await lab.run(["render", "--secrets"]);
    expect(code).toBe(0);
    const env = await lab.read("compose/edge/.env");
    expect(env).toMatch(/^EDGE_KEY='[A-Za-z0-9]{32}'$/m);
    expect(env).toMatch(/^EDGE_TOKEN_URI='to%2Fk%27e%28n%29'$/m);
    expect((await lab.state())["edge/.env"]).toMatch(/ 600$/);
    expect(Object.keys(await lab.state())).not.toContain("files/.env");
    expect(stdout + stderr).not.toContain("to/k'e(n)");

    await lab.run(["render"]);
    expect(await lab.read("compose/edge/.env")).toBe(env);
    const before = await lab.state();
    await lab.run(["render", "--secrets"]);
    expect(await lab.state()).toEqual(before);
  });

  test("closes an .env that has become readable by others", async () => {
    const lab = await project(twoStacks);
    await lab.run(["secrets", "set", "EDGE_TOKEN"], { input: "t" });
    await lab.run(["render", "--secrets"]);
    await chmod(join(lab.dir, "compose/edge/.env"), 0o644);
    await lab.run(["render", "--secrets"]);
    expect((await lab.state())["edge/.env"]).toMatch(/ 600$/);
  });

  test("removes our .env of a stack that has no secrets any more", async () => {
    const lab = await project(twoStacks);
    await lab.run(["secrets", "set", "EDGE_TOKEN"], { input: "t" });
    await lab.run(["render", "--secrets"]);
    await lab.define(`new Service(new Stack(lab, "edge"), "web", { image });`);
    await lab.run(["forget", "--vanished", "--yes"]);
    await lab.run(["render"]);
    expect(Object.keys(await lab.state())).toContain("edge/.env");
    expect((await lab.run(["render", "--secrets"])).stdout).toContain("removed compose/edge/.env");
    expect(Object.keys(await lab.state())).not.toContain("edge/.env");
  });

  test("does not replace an .env that somebody else wrote, nor makes a secret for it", async () => {
    const lab = await project(twoStacks);
    await lab.run(["secrets", "set", "EDGE_TOKEN"], { input: "t" });
    const store = await lab.read("secrets.age");
    await lab.write("compose/edge/.env", "MINE=1\n");
    const { code, stderr } = await lab.run(["render", "--secrets"]);
    expect(code).toBe(2);
    expect(stderr).toContain("compose/edge/.env");
    expect(await lab.read("compose/edge/.env")).toBe("MINE=1\n");
    expect(await lab.read("secrets.age")).toBe(store);
  });
});

test("a kill at any moment leaves each file whole, and the next run finishes the work", {
  timeout: 120_000,
}, async () => {
  const many = (hostname: string) =>
    Array.from(
      { length: 60 },
      (_, n) => `new Service(new Stack(lab, "s${n}"), "app", { image, hostname: "${hostname}" });`,
    ).join("\n");
  const lab = await project(many("old"));
  await lab.run(["render"]);
  await lab.write("next/stacks/homelab.ts", definition(many("new")));
  for (let attempt = 0; attempt < 12; attempt++) {
    await rm(join(lab.dir, "compose"), { recursive: true });
    await lab.run(["render"]);
    const child = start(["render", "--file", "next/stacks/homelab.ts", "--out", "compose"], lab);
    const ended = new Promise((resolve) => child.on("close", resolve));
    // Killed as soon as the stage is there, or a little later: in the midst of the swap.
    const staged = async () =>
      (await readdir(join(lab.dir, "compose"))).some((name) => name.startsWith(".homelab-stage"));
    while (child.exitCode === null && !(await staged()));
    for (let wait = 0; wait < attempt * 2; wait++) await staged();
    child.kill("SIGKILL");
    await ended;
    for (let n = 0; n < 60; n++) {
      expect(await lab.read(`compose/s${n}/compose.yaml`)).toMatch(/hostname: (old|new)\n[\s\S]*\n$/);
    }
    expect((await lab.run(["render", "--file", "next/stacks/homelab.ts", "--out", "compose"])).code).toBe(0);
    const files = Object.keys(await lab.state());
    expect(files).toHaveLength(181);
    for (let n = 0; n < 60; n++) expect(await lab.read(`compose/s${n}/compose.yaml`)).toContain("hostname: new");
  }
});
