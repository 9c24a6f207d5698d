import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { armor, Encrypter } from "age-encryption";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findIdentity } from "../../lib/secrets/identity.ts";
import { openStore } from "../../lib/secrets/store.ts";
import { type Project, problemOf, projectWith, snapshot, stranger } from "./project.ts";

/** Puts a content in the store's place, opens it, and expects a problem that shows nothing and touches nothing. */
async function opening(project: Project, content: string | Uint8Array, env: Record<string, string> = project.env) {
  await writeFile(project.file, content);
  const before = await snapshot(project.dir);
  const problem = await problemOf(() => openStore(project.dir, { env }));
  expect(problem.message).toContain(project.file);
  expect(problem.fix.length).toBeGreaterThan(10);
  expect(JSON.stringify(problem)).not.toMatch(/canary|AGE-SECRET/);
  expect(await snapshot(project.dir)).toEqual(before);
  return problem;
}

async function encryptedFor(project: Project, plain: string | Uint8Array): Promise<string> {
  const encrypter = new Encrypter();
  for (const recipient of (await (await findIdentity(project.env))?.recipients()) ?? [])
    encrypter.addRecipient(recipient);
  return armor.encode(await encrypter.encrypt(plain));
}

describe("a store that cannot be trusted is refused and left alone:", () => {
  test("encrypted for somebody else", async () => {
    const project = await projectWith({ A: "canary" });
    const content = await readFile(project.file);
    const { env, recipient } = await stranger(project);
    const problem = await opening(project, content, env);
    expect(problem).toMatchObject({ code: "HL811", message: expect.stringContaining(recipient) });
  });

  test("cut short anywhere", async () => {
    const project = await projectWith({ A: "canary", B: "x".repeat(200) });
    const content = await readFile(project.file, "utf8");
    const cuts = Array.from({ length: content.trimEnd().length }, (_, i) => i).filter((i) => i % 13 === 0);
    for (const cut of cuts) expect((await opening(project, content.slice(0, cut))).code).toBe("HL810");
  });

  test("cut short as a binary age file, even at the end of a chunk", async () => {
    const project = await projectWith({});
    const binary = armor.decode(await encryptedFor(project, `A='${"canary".repeat(30_000)}'\n`));
    for (const cut of [20, 100, 199, 216, 65_752, 65_768, binary.length - 1]) {
      expect((await opening(project, binary.slice(0, cut))).code).toBe("HL810");
    }
  });

  test("edited anywhere", async () => {
    const project = await projectWith({ A: "canary", B: "x".repeat(200) });
    const content = (await readFile(project.file, "utf8")).trimEnd();
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 0, max: content.length - 1 }),
        fc.constantFrom(..."AZaz09+/= \n-"),
        async (at, character) => {
          fc.pre(content[at] !== character);
          // An edit of a recipient's stanza looks to age like a stanza for another key.
          const { code } = await opening(project, content.slice(0, at) + character + content.slice(at + 1));
          expect(["HL810", "HL811"]).toContain(code);
        },
      ),
      { numRuns: 150 },
    );
  }, 30_000);

  test.each([
    ["empty", ""],
    ["plain text", "A='canary'\n"],
    ["something binary", new Uint8Array([0, 255, 1, 254])],
  ])("%s", async (_, content) => {
    expect((await opening(await projectWith({}), content)).code).toBe("HL810");
  });

  test("in the middle of a merge", async () => {
    const project = await projectWith({ A: "canary" });
    const content = await readFile(project.file, "utf8");
    const problem = await opening(project, content.replace("\n", "\n<<<<<<< HEAD\n"));
    expect(problem).toMatchObject({ code: "HL810", message: expect.stringContaining("merge conflict") });
  });

  test("encrypted with a passphrase", async () => {
    const project = await projectWith({});
    const encrypter = new Encrypter();
    encrypter.setScryptWorkFactor(2);
    encrypter.setPassphrase("canary");
    expect((await opening(project, armor.encode(await encrypter.encrypt("A='1'\n")))).code).toBe("HL811");
  });

  test("holding a line that is no entry", async () => {
    const project = await projectWith({});
    const problem = await opening(project, await encryptedFor(project, "# head\nA='1'\ncanary\n"));
    expect(problem).toMatchObject({ code: "HL802", message: expect.stringContaining("line 3") });
  });

  test("holding no text", async () => {
    const project = await projectWith({});
    expect((await opening(project, await encryptedFor(project, new Uint8Array([65, 61, 255])))).code).toBe("HL812");
  });

  test("damaged between opening and saving", async () => {
    const project = await projectWith({ A: "canary" });
    const store = await project.open();
    store.set("A", "canary2");
    await writeFile(project.file, "-----BEGIN AGE");
    const before = await snapshot(project.dir);
    expect((await problemOf(() => store.save())).code).toBe("HL810");
    expect(await snapshot(project.dir)).toEqual(before);
  });

  test("gone between opening and saving", async () => {
    const project = await projectWith({ A: "canary", B: "canary" });
    const store = await project.open();
    store.set("A", "canary2");
    await rm(project.file);
    expect(await problemOf(() => store.save())).toMatchObject({
      code: "HL815",
      message: expect.stringContaining("vanished"),
    });
  });

  test("a folder", async () => {
    const project = await projectWith({});
    await rm(project.file);
    await mkdir(project.file);
    expect(await problemOf(project.open)).toMatchObject({
      code: "HL815",
      message: expect.stringContaining(project.file),
    });
  });

  test("but CRLF line ends and spaces around it, which git or an editor may bring, do no harm", async () => {
    const project = await projectWith({ A: "1" });
    const content = await readFile(project.file, "utf8");
    await writeFile(project.file, `\n${content.replaceAll("\n", "\r\n")}\r\n`);
    await chmod(project.file, 0o644);
    expect((await project.open()).get("A")).toBe("1");
  });
});
