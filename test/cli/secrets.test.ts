import { chmod } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Project, project, twoStacks } from "./project.ts";

const canary = "cAnArY-7f3";

test("set, show, list: values go in by standard input and come out only by show", async () => {
  const lab = await project(twoStacks);
  const set = await lab.run(["secrets", "set", "EDGE_TOKEN"], { input: `${canary}\n` });
  expect(set.code).toBe(0);
  expect(set.stdout).toBe("");
  expect(set.stderr).toContain("HL818");
  expect(await lab.run(["secrets", "show", "EDGE_TOKEN"])).toEqual({ code: 0, stdout: canary, stderr: "" });

  const list = await lab.run(["secrets", "list"]);
  expect(list.stdout).toMatch(
    /^EDGE_KEY +to be made +generated +edge\/web\nEDGE_TOKEN +set +provided +edge\/web {2}the tunnel's token\n$/,
  );
  const { secrets } = JSON.parse((await lab.run(["secrets", "list", "--json"])).stdout);
  expect(secrets.map((one: { name: string; state: string }) => [one.name, one.state])).toEqual([
    ["EDGE_KEY", "to be made"],
    ["EDGE_TOKEN", "set"],
  ]);
  expect(set.stderr + list.stdout + list.stderr + (await lab.read("secrets.age"))).not.toContain(canary);
});

test("set keeps the newline at the end only with --exact", async () => {
  const lab = await project(twoStacks);
  await lab.run(["secrets", "set", "EDGE_TOKEN", "--exact"], { input: "line one\nline two\n" });
  expect((await lab.run(["secrets", "show", "EDGE_TOKEN"])).stdout).toBe("line one\nline two\n");
});

test("a value as an argument is refused, and not repeated", async () => {
  const lab = await project(twoStacks);
  const { code, stdout, stderr } = await lab.run(["secrets", "set", "EDGE_TOKEN", canary]);
  expect(code).toBe(2);
  expect(stdout + stderr).not.toContain(canary);
});

test("an empty value is refused", async () => {
  const lab = await project(twoStacks);
  const { code, stderr } = await lab.run(["secrets", "set", "EDGE_TOKEN"]);
  expect(code).toBe(2);
  expect(stderr).toContain("HL714");
});

test("a name that the definition does not know is stored, with the near name told", async () => {
  const lab = await project(twoStacks);
  const { code, stderr } = await lab.run(["secrets", "set", "EDGE_TOKEM"], { input: "x" });
  expect(code).toBe(0);
  expect(stderr).toContain("did you mean EDGE_TOKEN?");
  expect((await lab.run(["secrets", "list"])).stdout).toMatch(/^EDGE_TOKEM +unused$/m);
  const show = await lab.run(["secrets", "show", "EDGE_TOKN"]);
  expect(show.code).toBe(2);
  expect(show.stderr).toContain('did you mean "EDGE_TOKEM"?');
});

test("rotate makes a generated secret anew, names its consumers, and says what an image does not take over", async () => {
  const lab = await project(`const stack = new Stack(lab, "db");
const password = Secret.generated(stack, "password");
new Service(stack, "postgres", { image: "docker.io/library/postgres:17.5", environment: { POSTGRES_PASSWORD_FILE: password.file() } });`);
  await lab.run(["render", "--secrets"]);
  const before = (await lab.run(["secrets", "show", "DB_PASSWORD"])).stdout;
  const { code, stderr } = await lab.run(["secrets", "rotate", "DB_PASSWORD"]);
  expect(code).toBe(0);
  expect(stderr).toContain("db/postgres");
  expect(stderr).toContain("docker exec -it db-postgres-1 psql");
  const after = (await lab.run(["secrets", "show", "DB_PASSWORD"])).stdout;
  expect(after).toMatch(/^[A-Za-z0-9]{32}$/);
  expect(after).not.toBe(before);
});

test("rotate refuses what somebody else issues, and what does not exist, at once and unchanged", async () => {
  const lab = await project(twoStacks);
  await lab.run(["secrets", "set", "EDGE_TOKEN"], { input: "x" });
  const before = await lab.read("secrets.age");
  const { code, stderr } = await lab.run(["secrets", "rotate", "EDGE_TOKEN", "EDGE_KEX", "EDGE_KEY"]);
  expect(code).toBe(2);
  expect(stderr.match(/HL716/g)).toHaveLength(2);
  expect(stderr).toContain("homelab secrets set EDGE_TOKEN");
  expect(stderr).toContain('did you mean "EDGE_KEY"?');
  expect(await lab.read("secrets.age")).toBe(before);
});

test("edit: through $EDITOR with arguments, on a file of mode 0600 that is gone afterwards", async () => {
  const lab = await project(twoStacks);
  await lab.run(["secrets", "set", "EDGE_TOKEN"], { input: canary });
  await lab.write(
    "editor",
    `#!/bin/sh\necho "$1 $(stat -c %a "$2") $2" > "${lab.dir}/seen"\nsed -i s/${canary}/other/ "$2"\necho "NEW_ONE='1'" >> "$2"\n`,
  );
  await chmod(join(lab.dir, "editor"), 0o755);
  const { code, stdout, stderr } = await lab.run(["secrets", "edit"], { env: { EDITOR: `${lab.dir}/editor --wait` } });
  expect({ code, stdout }).toEqual({ code: 0, stdout: "" });
  expect(stderr).not.toContain(canary);
  const [argument, mode, file = ""] = (await lab.read("seen")).trim().split(" ");
  expect({ argument, mode }).toEqual({ argument: "--wait", mode: "600" });
  await expect(lab.read(`../../../../../../..${file}`)).rejects.toThrow("ENOENT");
  expect((await lab.run(["secrets", "show", "EDGE_TOKEN"])).stdout).toBe("other");
  expect((await lab.run(["secrets", "show", "NEW_ONE"])).stdout).toBe("1");
});

test.each([
  ["ends with a failure", "false", 1, "HL715"],
  ["is not there", "/nonexistent/editor", 1, "HL715"],
])("edit with an editor that %s changes nothing", async (_, editor, code, says) => {
  const lab = await project(twoStacks);
  await lab.run(["secrets", "set", "EDGE_TOKEN"], { input: "x" });
  const before = await lab.read("secrets.age");
  const run = await lab.run(["secrets", "edit"], { env: { EDITOR: editor } });
  expect(run.code).toBe(code);
  expect(run.stderr).toContain(says);
  expect(await lab.read("secrets.age")).toBe(before);
});

test("rekey encrypts anew; for strangers alone it is refused", async () => {
  const lab = await project(twoStacks);
  await lab.run(["secrets", "set", "EDGE_TOKEN"], { input: canary });
  const before = await lab.read("secrets.age");
  expect((await lab.run(["secrets", "rekey"])).code).toBe(0);
  expect(await lab.read("secrets.age")).not.toBe(before);
  const { keyPair } = await import("../secrets/project.ts");
  const { code, stderr } = await lab.run(["secrets", "rekey", "--recipient", (await keyPair()).recipient]);
  expect(code).toBe(2);
  expect(stderr).toContain("HL809");
  expect((await lab.run(["secrets", "show", "EDGE_TOKEN"])).stdout).toBe(canary);
});

test.each(["up --yes", "preview", "render --secrets"])("an unset secret stops `%s`, by name", async (verb) => {
  const lab = await project(twoStacks);
  const before = await lab.state("");
  const { code, stdout, stderr } = await lab.run(verb.split(" "));
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain("HL807");
  expect(stderr).toContain("homelab secrets set EDGE_TOKEN");
  expect(await lab.state("compose")).toEqual({});
  expect(await lab.state("")).toEqual(before);
});

test("who would read the store is shown by check, and let in by rekey alone, once", async () => {
  const lab = await project(twoStacks);
  await lab.run(["secrets", "set", "EDGE_TOKEN"], { input: canary });
  const { keyPair } = await import("../secrets/project.ts");
  const { recipient } = await keyPair();
  await lab.write("secrets.recipients", `${await lab.read("secrets.recipients")}${recipient}\n`);
  const check = async () => (await lab.run(["check"])).stdout;
  expect(await check()).toMatch(new RegExp(`HL820[\\s\\S]*${recipient}`));
  const rendered = await lab.run(["render", "--secrets"]);
  expect(rendered.code).toBe(0);
  expect(rendered.stderr).toMatch(new RegExp(`HL820[\\s\\S]*${recipient}`));
  const { code, stderr } = await lab.run(["secrets", "rekey"]);
  expect(code).toBe(2);
  expect(stderr).toMatch(new RegExp(`will read every secret \\(2\\): ${recipient}[\\s\\S]*HL821`));
  expect((await lab.run(["secrets", "rekey", "--yes"])).code).toBe(0);
  expect(await check()).not.toContain("HL820");
});

describe("what uses a secret", () => {
  const passphrase = "HOMELAB_PULUMI_PASSPHRASE";
  const withKey =
    'const s = new Stack(lab, "s");\nnew Service(s, "app", { image, secrets: [Secret.generated(s, "key").file()] });';
  const without = 'new Service(new Stack(lab, "s"), "app", { image });';

  async function stored(): Promise<Project> {
    const lab = await project(withKey);
    expect((await lab.run(["render", "--secrets"])).code).toBe(0);
    for (const name of [passphrase, "IDLE"]) await lab.run(["secrets", "set", name], { input: "value" });
    return lab;
  }
  const names = async (lab: Project) =>
    JSON.parse((await lab.run(["secrets", "list", "--json"])).stdout).secrets.map((one: { name: string }) => one.name);

  test("is named, Pulumi's own and what is only on record too", async () => {
    const lab = await stored();
    expect((await lab.run(["secrets", "list"])).stdout).toMatch(
      /^HOMELAB_PULUMI_PASSPHRASE +set +generated +pulumi .*\nIDLE +unused\nS_KEY +set +generated +s\/app\n$/,
    );
    await lab.define(without);
    expect((await lab.run(["secrets", "list"])).stdout).toMatch(/^S_KEY +set +generated +s\/key +on record.*$/m);
  });

  test("keeps it from being removed, by `rm` and by `edit`", async () => {
    const lab = await stored();
    for (const used of ["S_KEY", passphrase]) {
      const { code, stderr } = await lab.run(["secrets", "rm", used, "IDLE", "--yes"]);
      expect([code, stderr]).toEqual([2, expect.stringContaining("HL823")]);
    }
    await lab.write("empty.sh", '#!/bin/sh\n: > "$1"\n');
    const edited = await lab.run(["secrets", "edit"], { env: { EDITOR: "sh empty.sh" } });
    expect([edited.code, edited.stderr]).toEqual([2, expect.stringContaining("HL823")]);
    expect(await names(lab)).toEqual([passphrase, "IDLE", "S_KEY"]);
    expect((await lab.run(["secrets", "rm", "IDLE"])).code).toBe(2);
    expect((await lab.run(["secrets", "rm", "IDLE", "--yes"])).code).toBe(0);
    expect(await names(lab)).toEqual([passphrase, "S_KEY"]);
    expect((await lab.run(["secrets", "rm", "NONE", "--yes"])).stderr).toContain("HL806");
  });

  test("ends with `forget`, and then it can be removed", async () => {
    const lab = await stored();
    await lab.define(without);
    expect((await lab.run(["secrets", "rm", "S_KEY", "--yes"])).code).toBe(2);
    const { stdout } = await lab.run(["forget", "--vanished", "--yes"]);
    expect(stdout).toContain("homelab secrets rm S_KEY");
    expect((await lab.run(["secrets", "rm", "S_KEY", "--yes"])).code).toBe(0);
    expect(await names(lab)).toEqual([passphrase, "IDLE"]);
  });
});

test("a passphrase that is lost is said to be, before Pulumi is started", async () => {
  const lab = await project(twoStacks);
  await lab.run(["secrets", "set", "EDGE_TOKEN"], { input: "value" });
  await lab.write("Pulumi.yaml", "name: kite\nruntime: nodejs\n");
  await lab.write("Pulumi.kite.yaml", "encryptionsalt: v1:abc=:v1:def:ghi\n");
  for (const verb of [["preview"], ["up", "--yes"], ["env"]]) {
    const { code, stderr } = await lab.run(verb);
    expect([code, stderr]).toEqual([1, expect.stringContaining("HL824")]);
  }
});
