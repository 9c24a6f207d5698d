import { chmod, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { defaultIdentityPath, findIdentity, makeIdentity } from "../../lib/secrets/identity.ts";
import { openStore } from "../../lib/secrets/store.ts";
import { emptyProject, keyPair, problemOf, problemsOf, projectWith, snapshot, stranger } from "./project.ts";

describe("the identity", () => {
  test("is made by the first save, closed to others, with a warning to back it up", async () => {
    const project = await emptyProject();
    const store = await project.open();
    await expect(stat(project.identityFile)).rejects.toThrow("ENOENT");
    store.set("A", "1");
    const warnings = await store.save();
    expect(warnings).toMatchObject([
      { code: "HL818", level: "warning", message: expect.stringContaining(project.identityFile) },
    ]);
    expect((await stat(project.identityFile)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(project.identityFile))).mode & 0o777).toBe(0o700);
    store.set("A", "2");
    expect(await store.save()).toEqual([]);
  });

  test("is one, whoever makes it first", async () => {
    const { env } = await emptyProject();
    const made = await Promise.all(Array.from({ length: 8 }, () => makeIdentity(env)));
    expect(new Set(made.flatMap(({ identity }) => identity.keys())).size).toBe(1);
    expect(made.filter(({ warning }) => warning !== undefined)).toHaveLength(1);
  });

  test("comes from HOMELAB_AGE_KEY_FILE, else HOMELAB_AGE_KEY, else the user's configuration folder", async () => {
    const project = await projectWith({ A: "1" });
    const key = await readFile(project.identityFile, "utf8");
    const other = await keyPair();
    const moved = join(project.home, "moved.txt");
    await writeFile(moved, key, { mode: 0o600 });
    await rm(project.identityFile);
    const open = async (env: Record<string, string>) => (await openStore(project.dir, { env })).get("A");
    expect(await open({ HOMELAB_AGE_KEY_FILE: moved, HOMELAB_AGE_KEY: other.key })).toBe("1");
    expect(await open({ HOME: project.home, HOMELAB_AGE_KEY: key })).toBe("1");
    expect(await problemOf(() => open({ HOME: project.home }))).toMatchObject({ code: "HL803" });
    const config = join(project.home, "elsewhere");
    await mkdir(join(config, "homelab-stacks"), { recursive: true });
    await writeFile(join(config, "homelab-stacks", "identity.txt"), `# two\n${other.key}\r\n${key}`, { mode: 0o600 });
    expect(await open({ XDG_CONFIG_HOME: config })).toBe("1");
    expect(defaultIdentityPath({ XDG_CONFIG_HOME: "relative", HOME: "/h" })).toBe(
      "/h/.config/homelab-stacks/identity.txt",
    );
  });

  test("is refused when others can read it", async () => {
    const project = await projectWith({ A: "1" });
    for (const mode of [0o644, 0o640, 0o604, 0o620]) {
      await chmod(project.identityFile, mode);
      const problem = await problemOf(project.open);
      expect(problem.code).toBe("HL804");
      expect(problem.message).toContain(`0${mode.toString(8)}`);
      expect(problem.fix).toContain(`chmod 600 ${project.identityFile}`);
    }
    await chmod(project.identityFile, 0o400);
    expect((await project.open()).get("A")).toBe("1");
  });

  test.each([
    ["nothing", ""],
    ["a comment", "# canary\n"],
    ["a broken key", "AGE-SECRET-KEY-1CANARY\n"],
    ["a public key", "age1canary\n"],
  ])("is refused when it is %s, without showing it", async (_, text) => {
    const problem = await problemOf(() => findIdentity({ HOMELAB_AGE_KEY: text }));
    expect(problem).toMatchObject({ code: "HL805", message: expect.stringContaining("HOMELAB_AGE_KEY") });
    expect(JSON.stringify(problem)).not.toMatch(/canary/i);
  });

  test("is refused when the file named for it is not there", async () => {
    for (const path of ["", "/nowhere/identity.txt"]) {
      expect(await problemOf(() => findIdentity({ HOMELAB_AGE_KEY_FILE: path }))).toMatchObject({ code: "HL803" });
    }
  });

  test("shows no key when printed", async () => {
    const { key } = await keyPair();
    const identity = await findIdentity({ HOMELAB_AGE_KEY: key });
    expect(inspect(identity, { showHidden: true, depth: null }) + JSON.stringify(identity)).not.toContain(key);
    expect(identity?.keys()).toEqual([key]);
  });

  test("is not made anew where a store or recipients already exist", async () => {
    const project = await projectWith({ A: "1" });
    await rm(project.identityFile);
    expect(await problemOf(project.open)).toMatchObject({
      code: "HL803",
      fix: expect.stringContaining(project.identityFile),
    });
    await rm(project.file);
    const store = await project.open();
    store.begin();
    store.set("A", "1");
    expect(await problemOf(() => store.save())).toMatchObject({ code: "HL803" });
    await expect(stat(project.identityFile)).rejects.toThrow("ENOENT");
  });
});

describe("the recipients", () => {
  test("begin with the one who makes the store", async () => {
    const project = await projectWith({ A: "1" });
    const own = await (await findIdentity(project.env))?.recipients();
    expect((await readFile(project.recipientsFile, "utf8")).split("\n").slice(1)).toEqual([own?.[0], ""]);
    expect((await stat(project.recipientsFile)).mode & 0o777).toBe(0o644);
  });

  test("are whom the edited file names, once the store is rekeyed", async () => {
    const project = await projectWith({ A: "1" });
    const other = await stranger(project);
    expect(await problemOf(() => openStore(project.dir, other))).toMatchObject({
      code: "HL811",
      message: expect.stringContaining(other.recipient),
    });
    const text = `${await readFile(project.recipientsFile, "utf8")}\n# Ada's laptop\n${other.recipient}\n`;
    await writeFile(project.recipientsFile, text);
    const store = await project.open();
    await store.rekey();
    expect(await store.save()).toEqual([]);
    expect((await openStore(project.dir, other)).get("A")).toBe("1");
    expect((await project.open()).get("A")).toBe("1");
    expect(await readFile(project.recipientsFile, "utf8")).toBe(text);
  });

  test("are replaced by those given, with a warning that who leaves knows what was", async () => {
    const project = await projectWith({ A: "1" });
    const other = await stranger(project);
    const own = (await (await findIdentity(project.env))?.recipients()) ?? [];
    const store = await project.open();
    await store.rekey([...own, other.recipient]);
    await store.save();
    expect((await openStore(project.dir, other)).get("A")).toBe("1");
    await store.rekey(own);
    expect(await store.save()).toMatchObject([{ code: "HL817", message: expect.stringContaining(other.recipient) }]);
    expect(await problemOf(() => openStore(project.dir, other))).toMatchObject({ code: "HL811" });
    expect(await readFile(project.recipientsFile, "utf8")).not.toContain(other.recipient);
  });

  test("are refused when they leave out whoever saves, and nothing is touched", async () => {
    const project = await projectWith({ A: "1" });
    const other = await stranger(project);
    const before = await snapshot(project.dir);
    const store = await project.open();
    await store.rekey([other.recipient]);
    const problem = await problemOf(() => store.save());
    expect(problem).toMatchObject({ code: "HL809", fix: expect.stringContaining(project.recipientsFile) });
    expect(await snapshot(project.dir)).toEqual(before);
  });

  test.each([
    ["no key", "age1canary", "line 2: this is no age public key"],
    ["an SSH key", "ssh-ed25519 AAAA", "line 2: this is no age public key"],
    ["a private key", "AGE-SECRET-KEY-1CANARY", "line 2: this is a private key"],
    ["nobody", "# only a comment", "names no recipient"],
  ])("are refused when the file names %s", async (_, line, message) => {
    const project = await projectWith({ A: "1" });
    await writeFile(project.recipientsFile, `# head\n${line}\n`);
    const before = await snapshot(project.dir);
    const store = await project.open();
    store.set("A", "2");
    const [problem, ...others] = await problemsOf(() => store.save());
    expect(others).toEqual([]);
    expect(problem).toMatchObject({ code: "HL808", message: expect.stringContaining(message) });
    expect(JSON.stringify(problem)).not.toMatch(/canary/i);
    expect(await snapshot(project.dir)).toEqual(before);
  });
});
