import { createHash } from "node:crypto";
import { readFile, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { exec } from "../../lib/system/exec.ts";
import { type Project, project, twoStacks } from "./project.ts";

const other = `import { Homelab, Service, Stack } from "homelab-stacks";
const lab = new Homelab("second");
new Service(new Stack(lab, "apps"), "app", { image: "docker.io/library/nginx:1.30.4" });
export default lab;
`;
const onlyEdge = twoStacks.split("\n").slice(0, -1).join("\n");

/** The files of git's repository that it would take with \`git add -A\`, and what is in them. */
async function seenByGit({ dir }: Project): Promise<string> {
  const names = await exec("git", ["ls-files", "--others", "--cached", "--exclude-standard", "-z"], { cwd: dir });
  const texts = names.split("\0").map((name) => readFile(join(dir, name), "utf8").catch(() => ""));
  return (await Promise.all(texts)).join("\n");
}

describe("rendered files belong to one homelab", () => {
  test("another definition's rendering into the same folder is refused, by either's name", async () => {
    const lab = await project(twoStacks);
    await lab.run(["secrets", "set", "EDGE_TOKEN"], { input: "t" });
    expect((await lab.run(["render", "--secrets"])).code).toBe(0);
    const before = await lab.state();
    await lab.write("stacks/second.ts", other);
    await lab.write("elsewhere/stacks/homelab.ts", other);
    for (const args of [
      ["--secrets", "--file", "stacks/second.ts"],
      ["--file", "elsewhere/stacks/homelab.ts", "--out", "compose"],
    ]) {
      const { code, stderr } = await lab.run(["render", ...args]);
      expect(code).toBe(2);
      expect(stderr).toMatch(/HL717[\s\S]*"kite"[\s\S]*"second"/);
    }
    expect(await lab.state()).toEqual(before);
    expect((await lab.run(["render", "--file", "stacks/second.ts", "--out", "second"])).code).toBe(0);
    expect(await lab.read("second/apps/compose.yaml")).toMatch(
      /^# Rendered by homelab-stacks from stacks\/second\.ts;.*\n.* npx homelab render --file stacks\/second\.ts\n/,
    );
    // A file's name may hold anything: it ends no comment, and may be pasted into a shell.
    await lab.write("stacks/my\nservices: 'x'.ts", other);
    const odd = ["render", "--file", "stacks/my\nservices: 'x'.ts", "--out", "second"];
    expect((await lab.run(odd)).code).toBe(0);
    for (const file of ["compose.yaml", ".env.example"]) {
      const lines = (await lab.read(`second/apps/${file}`)).split("\n");
      expect(lines.filter((line) => line.startsWith("services: 'x'"))).toEqual([]);
    }
  });

  test("a list that was tampered with has no file of the user's replaced or removed", async () => {
    const lab = await project(twoStacks);
    await lab.run(["render"]);
    const mine = "services: {}\n";
    await lab.write("compose/other/compose.yaml", mine);
    await lab.write("compose/other/notes.md", mine);
    const list = JSON.parse(await lab.read("compose/.homelab-stacks.json"));
    const hash = createHash("sha256").update(mine).digest("hex");
    const tampered = (path: string) =>
      lab.write("compose/.homelab-stacks.json", JSON.stringify({ ...list, files: { ...list.files, [path]: hash } }));

    await tampered("other/compose.yaml");
    const { code, stderr } = await lab.run(["render"]);
    expect(code).toBe(0);
    expect(stderr).toContain("left compose/other/compose.yaml");

    for (const path of ["other/notes.md", "../precious.txt"]) {
      await tampered(path);
      expect((await lab.run(["render"])).stderr).toContain("HL713");
    }
    expect(await lab.read("compose/other/compose.yaml")).toBe(mine);
    expect(await lab.read("compose/other/notes.md")).toBe(mine);
  });

  test("what was changed by hand is named before it is lost, and stays where it is no longer rendered", async () => {
    const lab = await project(twoStacks);
    await lab.run(["render"]);
    for (const stack of ["edge", "files"]) {
      await lab.write(`compose/${stack}/compose.yaml`, `${await lab.read(`compose/${stack}/compose.yaml`)}# mine\n`);
    }
    await lab.write("compose/edge/.gitignore", ".env\n/data\n");
    await lab.define(onlyEdge);
    const { code, stdout, stderr } = await lab.run(["render"]);
    expect(code).toBe(0);
    expect(stderr).toContain("compose/edge/compose.yaml had been changed by hand");
    expect(stderr).toContain("left compose/files/compose.yaml");
    expect(stdout).toContain("removed compose/files/.env.example");
    expect(await lab.read("compose/files/compose.yaml")).toContain("# mine");
    expect(await lab.read("compose/edge/.gitignore")).toBe(".env\n/data\n");
  });

  test("an .env that was filled by hand keeps the .gitignore beside it, as long as it is there", async () => {
    const lab = await project(twoStacks);
    await lab.run(["render"]);
    await lab.write("compose/files/.env", "MINE=1\n");
    await lab.define(onlyEdge);
    await lab.run(["render"]);
    expect(await lab.read("compose/files/.gitignore")).toBe(".env\n");
    await rm(join(lab.dir, "compose/files/.env"));
    expect((await lab.run(["render"])).stdout).toBe("removed compose/files/.gitignore\n");
  });
});

describe("a secret's plaintext", () => {
  // Preloaded into the command: kills it right before the nth change to a file system.
  const killer = `
const fs = require("node:fs");
let left = Number(process.env.KILL_AT);
for (const name of ["writeFileSync", "renameSync", "rmSync", "linkSync", "mkdirSync", "rmdirSync"]) {
  const real = fs[name];
  fs[name] = (...args) => {
    if (/compose|stacks/.test(String(args[0])) && left-- === 0) process.kill(process.pid, "SIGKILL");
    return real(...args);
  };
}
require("node:module").syncBuiltinESMExports();
`;

  test("is never where git looks, wherever rendering is killed, and the next command leaves nothing behind", {
    timeout: 300_000,
  }, async () => {
    const canary = "cAnArY-5c1";
    const lab = await project(twoStacks);
    await lab.write("kill.cjs", killer);
    await lab.write(".gitignore", "node_modules\nkill.cjs\n");
    await exec("git", ["init", "--quiet"], { cwd: lab.dir });
    await lab.run(["secrets", "set", "EDGE_TOKEN"], { input: canary });
    const two = await lab.read("stacks/homelab.ts");
    const killedAt = async (at: number) => {
      const env = { KILL_AT: `${at}`, NODE_OPTIONS: `--require ${join(lab.dir, "kill.cjs")}` };
      const { code } = await lab.spawn(["render", "--secrets"], { env });
      expect(await seenByGit(lab)).not.toContain(canary);
      return code === null;
    };
    const leftovers = async () => Object.keys(await lab.state("")).filter((name) => /homelab-stage|\.tmp$/.test(name));
    // First the files are made, then all are removed: an .env, and the .gitignore that guards it.
    for (const [from, to] of [
      [undefined, two],
      [two, two.replace(/new Service\(edge[^\n]*\n/, "").replaceAll(/const (edge|key|token)[^\n]*\n/g, "")],
    ] as const) {
      for (let at = 0; ; at += 3) {
        await rm(join(lab.dir, "compose"), { recursive: true, force: true });
        if (from !== undefined) {
          await lab.write("stacks/homelab.ts", from);
          await lab.run(["render", "--secrets"]);
          expect(await leftovers()).toEqual([]);
        }
        await lab.write("stacks/homelab.ts", to);
        // What vanishes with its secrets has to be said.
        if (from !== undefined) await lab.run(["forget", "edge/key", "edge/token", "--yes"]);
        if (!(await killedAt(at))) break;
      }
    }
    expect(await leftovers()).toEqual([]);
    expect(Object.keys(await lab.state("compose")).some((name) => name.startsWith("edge/"))).toBe(false);
  });
});

describe("a store that is not there", () => {
  test("stops whatever would make a secret, and the .env that holds the last copy stays", async () => {
    const lab = await project(twoStacks);
    await lab.run(["secrets", "set", "EDGE_TOKEN"], { input: "t" });
    await lab.run(["render", "--secrets"]);
    const env = await lab.read("compose/edge/.env");
    await rm(join(lab.dir, "secrets.age"));
    const refused = async () => {
      for (const args of [
        ["render", "--secrets"],
        ["secrets", "set", "EDGE_TOKEN"],
        ["secrets", "list"],
        ["up", "--yes"],
      ]) {
        const { code, stderr } = await lab.run(args, { input: "t" });
        expect({ args, code }).toEqual({ args, code: 2 });
        expect(stderr).toContain("HL819");
      }
    };
    await refused();
    // The recipients gone as well, or a share that is not mounted.
    await rm(join(lab.dir, "secrets.recipients"));
    expect((await lab.run(["render", "--secrets"])).stderr).toContain("compose/edge/.env");
    await symlink("/nowhere/secrets.age", join(lab.dir, "secrets.age"));
    await refused();
    expect((await lab.run(["secrets", "init"])).stderr).toContain("HL819");
    await lab.define(onlyEdge);
    await lab.run(["render"]);
    expect(await lab.read("compose/edge/.env")).toBe(env);
  });

  test("is begun anew only by `secrets init`, which names the .env files that hold what was lost", async () => {
    const lab = await project(twoStacks);
    await lab.run(["secrets", "set", "EDGE_TOKEN"], { input: "t" });
    await lab.run(["render", "--secrets"]);
    await rm(join(lab.dir, "secrets.age"));
    const { code, stderr } = await lab.run(["secrets", "init"]);
    expect(code).toBe(2);
    expect(stderr).toContain("compose/edge/.env");
    await writeFile(join(lab.dir, "kept.env"), await lab.read("compose/edge/.env"));
    await rm(join(lab.dir, "compose/edge/.env"));
    expect((await lab.run(["secrets", "init"])).code).toBe(0);
    expect((await lab.run(["secrets", "init"])).code).toBe(2);
    expect((await lab.run(["secrets", "set", "EDGE_TOKEN"], { input: "t" })).code).toBe(0);
    expect((await lab.run(["render", "--secrets"])).code).toBe(0);
  });
});
