import { describe, expect, it } from "vitest";
import { Homelab, Service, Stack, Volume } from "../../lib/core/index.ts";
import { build, emptyLedger, type LedgerEntry } from "../../lib/model/index.ts";
import { formatLedger, parseLedger } from "../../lib/project/ledger-format.ts";
import { renderCompose } from "../../lib/targets/compose/index.ts";
import { plan } from "../../lib/targets/pulumi/plan.ts";
import { image, lab, ledgerOf, places, recorded, type Volumes } from "./volumes.ts";

describe("what is recorded", () => {
  it("is every volume of ours, and every folder in a volume's place", () => {
    const ledger = recorded({
      "s/app/data": {},
      "s/app/films": { class: "media", storage: { bind: "/srv" } },
      "s/app/theirs": { external: "nas" },
    });
    expect(Object.fromEntries(ledger.entries)).toEqual({
      "s/app/data": { kind: "volume", class: "data", place: "s_app-data" },
      "s/app/films": { kind: "volume", class: "media", place: "/srv/s/app-films" },
    });
  });

  it("is a name of the volume's own, which is written and read, and kept by the next build", () => {
    const ledger = recorded({ "s/app/data": { name: "Old.data" } });
    expect(ledger.entries.get("s/app/data")).toMatchObject({ place: "Old.data", named: true });
    expect(parseLedger(formatLedger(ledger))).toEqual({ ledger });
    expect(build(lab({ "s/app/data": { name: "Old.data" } }), { ledger }).problems).toEqual([]);
    expect(build(lab({ "s/app/data": {} }), { ledger }).problems).toMatchObject([{ code: "HL091" }]);
  });

  it("is what components have made in their apps' data, in a version of the file that only then is the newer one", () => {
    const ledger = recorded({ "s/app/data": {} });
    const remembered = new Map([["s/app/made", ["a name", "other"]]]);
    expect(JSON.parse(formatLedger(ledger))).toMatchObject({ version: 3 });
    expect(JSON.parse(formatLedger({ ...ledger, remembered }))).toMatchObject({
      version: 4,
      remembered: { "s/app/made": ["a name", "other"] },
    });
    expect(parseLedger(formatLedger({ ...ledger, remembered }))).toEqual({ ledger: { ...ledger, remembered } });
    const broken = formatLedger({ ...ledger, remembered: new Map([["s/app/made", ["two\nlines"]]]) });
    expect(parseLedger(broken)).toEqual({ flaws: [expect.stringContaining('"s/app/made" (line')] });
  });

  it("is nothing for a build that was given no ledger", () => {
    expect(build(lab({ "s/app/data": {} })).ledger).toBeUndefined();
  });
});

describe("a recorded volume", () => {
  it("that is gone stops the build, with the likely new path and its line", () => {
    const { problems } = build(lab({ "s/web/data": {}, "s/web/other": { class: "cache" } }), {
      ledger: recorded({ "s/app/data": {} }),
    });
    expect(problems).toMatchObject([
      {
        code: "HL090",
        level: "error",
        path: "s/app",
        message: expect.stringContaining("s_app-data"),
        fix: expect.stringContaining('lab.moved("s/app", "s/web")'),
      },
    ]);
    expect(problems[0]?.message).toContain("s_web-data");
    expect(problems[0]?.fix).toContain("homelab forget s/app");
    expect(problems[0]?.source).toMatch(/volumes\.ts:\d+$/);
  });

  it("whose name another would take over stops it too", () => {
    const stack = new Stack(new Homelab("kite"), "s");
    const volume = new Volume(stack, "app-data", { class: "cache" });
    new Service(stack, "new", { image, volumes: [{ volume, target: "/d" }] });
    const { problems } = build(Homelab.of(stack), { ledger: recorded({ "s/app/data": {} }) });
    expect(problems).toMatchObject([{ code: "HL090", message: expect.stringContaining('"s/app-data" is new') }]);
  });

  it.each([
    ["into a folder", {}, { storage: { bind: "/srv" } }, "s_app-data", "/srv/s/app-data", '`storage: "named"`'],
    [
      "to another folder",
      { storage: { bind: "/a" } },
      { storage: { bind: "/b" } },
      "/a/s/app-data",
      "/b/s/app-data",
      '`storage: { path: "/a/s/app-data" }`',
    ],
    [
      "out of its folder",
      { storage: { bind: "/a" } },
      {},
      "/a/s/app-data",
      "s_app-data",
      '`storage: { path: "/a/s/app-data" }`',
    ],
    ["to another name of its own", { name: "one" }, { name: "two" }, "one", "two", '`name: "one"`'],
    ["back from a name of its own", { name: "one" }, {}, "one", "s_app-data", '`name: "one"`'],
    ["to a name of its own", {}, { name: "one" }, "s_app-data", "one", '`name: "s_app-data"`'],
    [
      "from a name of its own into a folder",
      { name: "one" },
      { storage: { bind: "/srv" } },
      "one",
      "/srv/s/app-data",
      '`name: "one"` and `storage: "named"`',
    ],
    ["to somebody else's", {}, { external: "nas" }, "s_app-data", "nas", "leave out `external`"],
  ] as const)("that goes %s stops the build", (_, before, after, was, is, fix) => {
    const { problems } = build(lab({ "s/app/data": after }), { ledger: recorded({ "s/app/data": before }) });
    expect(problems).toMatchObject([{ code: "HL091", path: "s/app/data", level: "error" }]);
    expect(problems[0]?.message).toContain(was);
    expect(problems[0]?.message).toContain(is);
    expect(problems[0]?.fix).toContain(fix);
  });

  it("may become an external one of the same name, or lose its last mount", () => {
    const ledger = recorded({ "s/app/data": {} });
    expect(build(lab({ "s/app/data": { external: "s_app-data" } }), { ledger }).problems).toEqual([]);
    const unmounted = new Homelab("kite");
    new Volume(new Service(new Stack(unmounted, "s"), "app", { image }), "data", { class: "data" });
    expect(build(unmounted, { ledger }).problems).toMatchObject([{ code: "HL023", level: "warning" }]);
  });
});

describe("what is on record and was never made", () => {
  const ledger = recorded({ "s/a/data": {}, "s/b/data": {}, "s/c/data": { storage: { bind: "/srv" } } });
  const before = lab({ "s/c/data": {} });
  const isThere = (absent: readonly string[]) => ({
    ledger,
    isThere: ({ place }: LedgerEntry) => !absent.includes(place),
  });

  it("is said to be nowhere, with one command for all of it", () => {
    const { problems } = build(before, isThere(["s_a-data", "s_b-data", "/srv/s/c-data"]));
    const command = "`homelab forget s/a/data s/b/data s/c/data`, unless it ran on another Docker host";
    expect(problems).toMatchObject([
      { code: "HL091", path: "s/c/data", message: expect.stringContaining("does not exist on this Docker host") },
      { code: "HL090", path: "s/a", message: expect.stringContaining("which does not exist on this Docker host") },
      { code: "HL090", path: "s/b" },
    ]);
    for (const { fix } of problems) expect(fix).toContain(command);
  });

  it("is told from what exists", () => {
    const { problems } = build(before, isThere(["s_b-data"]));
    const said = problems.map(({ path, message, fix }) => [
      path,
      /not exist/.test(message),
      /forget [^`]*/.exec(fix)?.[0],
    ]);
    expect(said).toEqual([
      ["s/c/data", false, "forget s/c/data"],
      ["s/a", false, "forget s/a"],
      ["s/b", true, "forget s/b/data"],
    ]);
  });

  it("may be one that was renamed: where it ran elsewhere, its move is the fix", () => {
    const { problems } = build(lab({ "s/web/data": {} }), {
      ledger: recorded({ "s/app/data": {} }),
      isThere: () => false,
    });
    expect(problems.map(({ fix }) => fix)).toEqual([
      '`homelab forget s/app/data`, unless it ran on another Docker host; if it did, and "s/web" is the same, add `lab.moved("s/app", "s/web")`',
    ]);
  });
});

describe("a moved volume", () => {
  const ledger = recorded({ "old/app/data": {} });
  const there = { "new/web/files": {} };
  const moved = build(lab(there, { "old/app/data": "new/web/files" }), { ledger });

  it("keeps its engine name, for both targets", () => {
    expect(moved.problems).toEqual([]);
    expect(moved.model.stacks[0]?.volumes).toMatchObject([{ key: "web-files", name: "old_app-data", external: false }]);
    const yaml = renderCompose(moved.model, { layout: "project" }).find((file) => file.path.endsWith("compose.yaml"));
    expect(yaml?.content).toContain("web-files:/files");
    expect(yaml?.content).toMatch(/web-files:\n {4}name: old_app-data\n {4}external: true/);
    const volume = plan(moved.model).find((one) => one.type === "Volume");
    expect(volume).toMatchObject({ name: "kite/old_app-data", args: { name: "old_app-data" } });
  });

  it("has the same resource in Pulumi's plan as before", () => {
    const before = plan(build(lab({ "old/app/data": {} })).model).find((one) => one.type === "Volume");
    const after = plan(moved.model).find((one) => one.type === "Volume");
    expect(after?.name).toBe(before?.name);
    expect(after?.options.ignoreChanges).toContain("labels");
  });

  it("is on record under its new path, and stays where it is when the `moved` goes", () => {
    const next = ledgerOf(moved);
    expect(Object.fromEntries(next.entries)).toEqual({
      "new/web/files": { kind: "volume", class: "data", place: "old_app-data", insteadOf: "new_web-files" },
    });
    const later = build(lab(there), { ledger: next });
    expect(later.problems).toEqual([]);
    expect(later.model).toEqual(moved.model);
    const still = build(lab(there, { "old/app/data": "new/web/files" }), { ledger: next });
    expect(still.problems).toMatchObject([{ code: "HL094", level: "advice" }]);
    expect(still.model).toEqual(moved.model);
  });

  it("keeps its folder, and a volume of the engine stays one under a stack of folders", () => {
    const props = { storage: { bind: "/srv", selinux: "z" } } as const;
    const folder = build(lab(there, { "old/app/data": "new/web/files" }, props), {
      ledger: recorded({ "old/app/data": {} }, props),
    });
    expect(folder.problems).toEqual([]);
    expect(folder.model.stacks[0]?.services[0]?.mounts).toMatchObject([
      { type: "bind", source: "/srv/old/app-data", selinux: "z" },
    ]);
    const volume = build(lab(there, { "old/app/data": "new/web/files" }, props), { ledger });
    expect(volume.problems).toEqual([]);
    expect(volume.model.stacks[0]?.services[0]?.mounts).toMatchObject([{ type: "volume", source: "web-files" }]);
    expect(volume.model.stacks[0]?.volumes).toMatchObject([{ name: "old_app-data" }]);
  });

  it("may have come a long way, whatever the order of the moves", () => {
    const moves = { "b/app/data": "c/app/data", "old/app/data": "b/app/data" };
    const { problems, ledger: applied } = build(lab({ "c/app/data": {} }, moves), { ledger });
    expect(problems).toEqual([]);
    expect(applied?.moved).toMatchObject([{ from: "old/app/data", path: "c/app/data", place: "old_app-data" }]);
  });
});

describe("a move is refused", () => {
  const ledger = recorded({ "s/a/data": {}, "s/b/data": {} });
  const refused = (volumes: Volumes, moves: Record<string, string>) =>
    build(lab(volumes, moves), { ledger }).problems.filter(({ level }) => level === "error");
  const at = expect.stringMatching(/volumes\.ts:\d+$/);

  it.each([
    [
      "to a volume that is not there",
      { "s/b/data": {}, "s/c/data": {} },
      { "s/a/data": "s/x/data" },
      'no volume "s/x/data"',
    ],
    ["onto a volume with data of its own", { "s/b/data": {} }, { "s/a/data": "s/b/data" }, "a record of its own"],
    [
      "to somebody else's volume",
      { "s/b/data": {}, "s/c/data": { external: "nas" } },
      { "s/a/data": "s/c/data" },
      "external",
    ],
    [
      "from a volume that is still there",
      { "s/a/data": {}, "s/b/data": {}, "s/c/data": {} },
      { "s/a/data": "s/c/data" },
      "still exists",
    ],
  ])("%s", (_, volumes, moves, message) => {
    expect(refused(volumes, moves as Record<string, string>)).toMatchObject([
      { code: "HL092", message: expect.stringContaining(message), source: at },
    ]);
  });

  it("of two volumes to one, and of one to two", () => {
    expect(
      refused({ "s/c/data": {} }, { "s/a/data": "s/c/data", "s/b/data": "s/c/data" }).map((one) => one.code),
    ).toEqual(["HL092", "HL092"]);
    const two = lab({ "s/b/data": {}, "s/c/data": {}, "s/d/data": {} }, { "s/a/data": "s/c/data" });
    two.moved("s/a/data", "s/d/data");
    expect(build(two, { ledger }).problems).toMatchObject([
      { code: "HL092", message: expect.stringContaining("at once") },
    ]);
  });

  it("with an error: of two to each other's place, which takes more than one step", () => {
    const one = lab({ "s/a/data": {}, "s/b/data": {} }, { "s/a/data": "s/b/data", "s/b/data": "s/a/data" });
    expect(build(one, { ledger }).problems).toMatchObject([
      { code: "HL092", level: "error", path: "s/a/data" },
      { code: "HL092", level: "error", path: "s/b/data" },
    ]);
  });

  it.each([
    ["of nothing on record", { "s/a/data": {}, "s/b/data": {}, "s/c/data": {} }, { "s/typo/data": "s/c/data" }],
    ["of a volume that stays, to nowhere", { "s/a/data": {}, "s/b/data": {} }, { "s/a/data": "s/c/data" }],
    ["to itself", { "s/a/data": {}, "s/b/data": {} }, { "s/a/data": "s/a/data" }],
  ])("with a warning: %s", (_, volumes, moves) => {
    const { problems, ledger: applied } = build(lab(volumes, moves as Record<string, string>), { ledger });
    expect(new Set(problems.map(({ code, level }) => `${level} ${code}`))).toEqual(new Set(["warning HL093"]));
    expect(places(applied?.ledger ?? emptyLedger)).toMatchObject(places(ledger));
  });
});
