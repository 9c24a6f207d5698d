import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { encrypt } from "../../lib/secrets/crypt.ts";
import { openStore } from "../../lib/secrets/store.ts";
import { keyPair, type Project, problemOf, projectWith, stranger } from "./project.ts";

const codes = (problems: readonly { readonly code: string }[]) => problems.map(({ code }) => code);
const reads = async (project: Project, env: Record<string, string>) => (await openStore(project.dir, { env })).names();

test("a key that was added to the list reads nothing until it is confirmed, whatever saves, and everything after", async () => {
  const project = await projectWith({ A: "1" });
  const mallory = await stranger(project);
  await appendFile(project.recipientsFile, `${mallory.recipient}\n`);
  for (const value of ["2", "3"]) {
    const store = await project.open();
    store.set("A", value);
    const [warning, ...others] = await store.save();
    expect(others).toEqual([]);
    expect(warning).toMatchObject({ code: "HL820", level: "warning" });
    expect(warning?.message).toContain(mallory.recipient);
    expect(await problemOf(() => reads(project, mallory.env))).toMatchObject({ code: "HL811" });
  }
  const store = await project.open();
  expect(await store.readerChanges()).toEqual({ added: [mallory.recipient], removed: [] });
  await store.rekey();
  expect(await store.save()).toEqual([]);
  expect(await reads(project, mallory.env)).toEqual(["A"]);
  // Confirmed once: whoever saves next is not told again.
  const theirs = await openStore(project.dir, { env: mallory.env });
  theirs.set("B", "1");
  expect(await theirs.save()).toEqual([]);
});

test("a key that was swapped for another one is not taken for it", async () => {
  const project = await projectWith({ A: "1" });
  const [bob, mallory] = [await stranger(project), await stranger(project)];
  const store = await project.open();
  const own = (await readFile(project.recipientsFile, "utf8")).trim().split("\n").at(-1) ?? "";
  await store.rekey([own, bob.recipient]);
  await store.save();
  await writeFile(project.recipientsFile, `${own}\n${mallory.recipient}\n`);
  store.set("A", "2");
  expect(codes(await store.save())).toEqual(["HL820", "HL817"]);
  for (const { env } of [bob, mallory]) {
    expect(await problemOf(() => reads(project, env))).toMatchObject({ code: "HL811" });
  }
});

test("who was removed is named at the next save, with the secrets that they still know", async () => {
  const project = await projectWith({ DB_PASSWORD: "1", TOKEN: "2" });
  const bob = await stranger(project);
  const before = await readFile(project.recipientsFile, "utf8");
  await appendFile(project.recipientsFile, `${bob.recipient}\n`);
  const store = await project.open();
  await store.rekey();
  await store.save();
  await writeFile(project.recipientsFile, before);
  const later = await project.open();
  later.set("NEW_ONE", "3");
  const [warning] = await later.save();
  expect(warning).toMatchObject({ code: "HL817" });
  expect(warning?.message).toContain(bob.recipient);
  expect(warning?.message).toContain("Rotate DB_PASSWORD, TOKEN.");
  expect(await problemOf(() => reads(project, bob.env))).toMatchObject({ code: "HL811" });
});

test("a store that another program wrote has no record: it stays open to as many as it was for", async () => {
  const project = await projectWith({ A: "1" });
  const own = (await readFile(project.recipientsFile, "utf8")).trim().split("\n").at(-1) ?? "";
  const bob = await keyPair();
  await writeFile(project.file, await encrypt("A='1'\n", [own, bob.recipient]));
  await appendFile(project.recipientsFile, `${bob.recipient}\n`);
  const store = await project.open();
  expect(await store.readerChanges()).toEqual({ added: [], removed: [] });
  const mallory = await keyPair();
  await appendFile(project.recipientsFile, `${mallory.recipient}\n`);
  expect((await store.readerChanges()).added).toEqual([bob.recipient, mallory.recipient]);
});

test("a list alone tells of a store that is missing; `begin` takes it as it is", async () => {
  const project = await projectWith({ A: "1" });
  await rm(project.file);
  const store = await project.open();
  store.set("A", "2");
  expect(await problemOf(() => store.save())).toMatchObject({ code: "HL819" });
  expect(store.ensure([{ name: "B", consumers: [] }]).problems).toMatchObject([{ code: "HL819" }]);
  store.begin();
  await store.save();
  expect((await project.open()).get("A")).toBe("2");
});
