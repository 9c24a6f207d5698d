import { readFile, stat } from "node:fs/promises";
import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ALPHABETS } from "../../lib/secrets/generate.ts";
import { hostileText } from "./hostile.ts";
import { emptyProject, problemOf, projectWith } from "./project.ts";

const spec = { length: 32, alphabet: ALPHABETS.alphanumeric };

describe("the store", () => {
  test("keeps values exactly, sorted by name, in a file for its owner alone", async () => {
    const values = { Z_LAST: "it's", A_FIRST: "line\r\nline\n", M: "\\", EMPTY: "", BIG: "x$'\\\"\n".repeat(11_000) };
    const project = await projectWith(values);
    const store = await project.open();
    expect(store.names()).toEqual(["A_FIRST", "BIG", "EMPTY", "M", "Z_LAST"]);
    for (const [name, value] of Object.entries(values)) expect(store.get(name)).toBe(value);
    expect((await stat(project.file)).mode & 0o777).toBe(0o600);
    expect(await readFile(project.file, "utf8")).toMatch(
      /^-----BEGIN AGE ENCRYPTED FILE-----\n([\w+/=]{1,64}\n)+-----END/,
    );
  });

  test("keeps any text", async () => {
    const project = await projectWith({});
    await fc.assert(
      fc.asyncProperty(hostileText, async (value) => {
        const store = await project.open();
        store.set("VALUE", value);
        await store.save();
        expect((await project.open()).get("VALUE")).toBe(value);
      }),
      { numRuns: 30 },
    );
  }, 30_000);

  test("changes nothing until it is saved, and nothing where nothing differs", async () => {
    const project = await projectWith({ A: "1" });
    const before = await readFile(project.file, "utf8");
    const store = await project.open();
    store.set("A", "2");
    store.set("A", "1");
    store.set("B", "2");
    expect(store.get("B")).toBe("2");
    store.remove("B");
    expect(store.has("B")).toBe(false);
    await store.save();
    await (await project.open()).save();
    expect(await readFile(project.file, "utf8")).toBe(before);
  });

  test("names what exists when asked for what does not", async () => {
    const store = await (await projectWith({ A: "canary" })).open();
    for (const ask of [() => store.get("B"), () => store.remove("B"), () => store.rotate("B", spec)]) {
      const problem = await problemOf(ask);
      expect(problem).toMatchObject({ code: "HL806", exists: ["A"], message: expect.stringContaining('"B"') });
      expect(JSON.stringify(problem)).not.toContain("canary");
    }
  });

  test("refuses names and values that have no place in an environment, without showing them", async () => {
    const store = await (await projectWith({})).open();
    for (const name of ["", "a", "1A", "A B", "A-B", "A\n", "É", "__proto__", "PATH", "COMPOSE_FILE", "DOCKER_HOST"]) {
      expect(await problemOf(() => store.set(name, "canary"))).toMatchObject({ code: "HL800" });
    }
    for (const value of ["canary\0", "canary\udc00"]) {
      const problem = await problemOf(() => store.set("NAME", value));
      expect(problem).toMatchObject({ code: "HL801", message: expect.stringContaining("NAME") });
      expect(JSON.stringify(problem)).not.toContain("canary");
    }
    expect(store.names()).toEqual([]);
  });

  test("shows no value and no key when printed or serialised", async () => {
    const project = await projectWith({ A: "canary" });
    const store = await project.open();
    store.set("B", "canary");
    const shown = [inspect(store, { depth: null, showHidden: true, getters: true }), JSON.stringify(store), `${store}`];
    for (const text of shown) expect(text).not.toMatch(/canary|AGE-SECRET/);
    expect(Object.values(store)).toEqual([project.file]);
  });

  test("offers its text to an editor, and takes back what was edited or nothing", async () => {
    const project = await projectWith({ A: "1", B: "2", C: "3" });
    const store = await project.open();
    const text = store.text();
    expect(text).toContain("A='1'\nB='2'\nC='3'\n");
    expect(await problemOf(() => store.replace("A='new'\ncanary"))).toMatchObject({ code: "HL802" });
    expect(store.text()).toBe(text);
    store.replace(text.replace("A='1'\n", "").replace("B='2'", "B='4'"));
    await store.save();
    const after = await project.open();
    expect(after.names().map((name) => [name, after.get(name)])).toEqual([
      ["B", "4"],
      ["C", "3"],
    ]);
  });
});

describe("the secrets that a definition wants", () => {
  test("are generated once and kept", async () => {
    const project = await emptyProject();
    const wanted = [{ name: "PASSWORD", generate: spec, consumers: ["a/b"] }];
    const first = await project.open();
    expect(first.ensure(wanted)).toEqual({ generated: ["PASSWORD"], problems: [] });
    await first.save();
    expect(first.get("PASSWORD")).toMatch(/^[A-Za-z0-9]{32}$/);
    const second = await project.open();
    expect(second.ensure(wanted)).toEqual({ generated: [], problems: [] });
    expect(second.get("PASSWORD")).toBe(first.get("PASSWORD"));
  });

  test("are generated in place of an empty value, and rotated only when asked", async () => {
    const project = await projectWith({ PASSWORD: "" });
    const store = await project.open();
    store.ensure([{ name: "PASSWORD", generate: spec, consumers: [] }]);
    await store.save();
    const made = store.get("PASSWORD");
    expect(made).toHaveLength(32);
    store.rotate("PASSWORD", spec);
    await store.save();
    const rotated = (await project.open()).get("PASSWORD");
    expect(rotated).toHaveLength(32);
    expect(rotated).not.toBe(made);
  });

  test("are all named that are missing or empty, with who needs them and the command that sets them", async () => {
    const store = await (await projectWith({ SET: "x", BLANK: "" })).open();
    const { generated, problems } = store.ensure([
      { name: "SET", consumers: ["a/b"] },
      { name: "BLANK", consumers: ["a/b"] },
      { name: "ABSENT", consumers: ["c/d", "a/b"], description: "the tunnel's token" },
      { name: "bad", consumers: [] },
      { name: "MADE", generate: spec, consumers: [] },
    ]);
    expect(generated).toEqual(["MADE"]);
    expect(problems.map(({ code }) => code)).toEqual(["HL807", "HL807", "HL800"]);
    expect(problems[0]).toMatchObject({
      path: "a/b",
      message: "The secret BLANK is empty, and a/b cannot start without it.",
    });
    expect(problems[1]?.message).toBe(
      "The secret ABSENT (the tunnel's token) is not set, and a/b, c/d cannot start without it.",
    );
    expect(problems[1]?.fix).toContain("homelab secrets set ABSENT");
  });

  test("give way to those that another writer generated first", async () => {
    const project = await projectWith({});
    const [one, two] = await Promise.all([project.open(), project.open()]);
    for (const store of [one, two]) store.ensure([{ name: "PASSWORD", generate: spec, consumers: [] }]);
    await one.save();
    await two.save();
    expect(two.get("PASSWORD")).toBe(one.get("PASSWORD"));
    expect((await project.open()).get("PASSWORD")).toBe(one.get("PASSWORD"));
  });
});
