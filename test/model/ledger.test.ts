import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Homelab, type HomelabProps, Service, Stack, Volume, type VolumeProps } from "../../lib/core/index.ts";
import { type Build, build, type Ledger } from "../../lib/model/index.ts";
import { renderCompose } from "../../lib/targets/compose/index.ts";
import { plan } from "../../lib/targets/pulumi/plan.ts";

const image = "docker.io/library/nginx:1.30.4";

type Volumes = Readonly<Record<string, Partial<VolumeProps>>>;

/** A homelab of volumes `stack/service/volume`, each mounted by its service. */
function lab(volumes: Volumes, moves: Readonly<Record<string, string>> = {}, props: HomelabProps = {}): Homelab {
  const homelab = new Homelab("kite", props);
  for (const [path, own] of Object.entries(volumes)) {
    const [stackId = "", serviceId = "", id = ""] = path.split("/");
    const stack = (homelab.node.tryFindChild(stackId) as Stack | undefined) ?? new Stack(homelab, stackId);
    const service =
      (stack.node.tryFindChild(serviceId) as Service | undefined) ?? new Service(stack, serviceId, { image });
    const volume = new Volume(service, id, { class: "data", ...own });
    service.override({
      volumes: [...(service.effectiveProps.volumes ?? []), { volume, target: `/${id}` }],
    });
  }
  for (const [from, to] of Object.entries(moves)) homelab.moved(from, to);
  return homelab;
}

function ledgerOf({ ledger, problems }: Build): Ledger {
  if (!ledger || problems.some((one) => one.level === "error")) throw new Error(JSON.stringify(problems));
  return ledger.ledger;
}

/** What a first rendering records. */
function recorded(volumes: Volumes, props: HomelabProps = {}): Ledger {
  return ledgerOf(build(lab(volumes, {}, props), { ledger: new Map() }));
}

function places(ledger: Ledger): Record<string, string> {
  return Object.fromEntries([...ledger].map(([path, { place }]) => [path, place]));
}

describe("what is recorded", () => {
  it("is every volume of ours, and every folder in a volume's place", () => {
    const ledger = recorded({
      "s/app/data": {},
      "s/app/films": { class: "media", storage: { bind: "/srv" } },
      "s/app/theirs": { external: "nas" },
    });
    expect(Object.fromEntries(ledger)).toEqual({
      "s/app/data": { class: "data", place: "s_app-data" },
      "s/app/films": { class: "media", place: "/srv/s/app-films" },
    });
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
        path: "s/app/data",
        message: expect.stringContaining("s_app-data"),
        mend: expect.stringContaining('lab.moved("s/app/data", "s/web/data")'),
      },
    ]);
    expect(problems[0]?.message).toContain("s_web-data");
    expect(problems[0]?.mend).toContain("homelab forget s/app/data");
    expect(problems[0]?.source).toMatch(/ledger\.test\.ts:\d+$/);
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
    ["to somebody else's", {}, { external: "nas" }, "s_app-data", "nas", "leave out `external`"],
  ] as const)("that goes %s stops the build", (_, before, after, was, is, mend) => {
    const { problems } = build(lab({ "s/app/data": after }), { ledger: recorded({ "s/app/data": before }) });
    expect(problems).toMatchObject([{ code: "HL091", path: "s/app/data", level: "error" }]);
    expect(problems[0]?.message).toContain(was);
    expect(problems[0]?.message).toContain(is);
    expect(problems[0]?.mend).toContain(mend);
  });

  it("may become an external one of the same name, or lose its last mount", () => {
    const ledger = recorded({ "s/app/data": {} });
    expect(build(lab({ "s/app/data": { external: "s_app-data" } }), { ledger }).problems).toEqual([]);
    const unmounted = new Homelab("kite");
    new Volume(new Service(new Stack(unmounted, "s"), "app", { image }), "data", { class: "data" });
    expect(build(unmounted, { ledger }).problems).toMatchObject([{ code: "HL023", level: "warning" }]);
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
    expect(Object.fromEntries(next)).toEqual({
      "new/web/files": { class: "data", place: "old_app-data", insteadOf: "new_web-files" },
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
  const at = expect.stringMatching(/ledger\.test\.ts:\d+$/);

  it.each([
    [
      "to a volume that is not there",
      { "s/b/data": {}, "s/c/data": {} },
      { "s/a/data": "s/x/data" },
      'no volume "s/x/data"',
    ],
    ["onto a volume with data of its own", { "s/b/data": {} }, { "s/a/data": "s/b/data" }, "data of its own"],
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

  it.each([
    ["of nothing on record", { "s/a/data": {}, "s/b/data": {}, "s/c/data": {} }, { "s/typo/data": "s/c/data" }],
    ["of a volume that stays, to nowhere", { "s/a/data": {}, "s/b/data": {} }, { "s/a/data": "s/c/data" }],
    [
      "of two to each other's place",
      { "s/a/data": {}, "s/b/data": {} },
      { "s/a/data": "s/b/data", "s/b/data": "s/a/data" },
    ],
    ["to itself", { "s/a/data": {}, "s/b/data": {} }, { "s/a/data": "s/a/data" }],
  ])("with a warning: %s", (_, volumes, moves) => {
    const { problems, ledger: applied } = build(lab(volumes, moves as Record<string, string>), { ledger });
    expect(new Set(problems.map(({ code, level }) => `${level} ${code}`))).toEqual(new Set(["warning HL093"]));
    expect(places(applied?.ledger ?? new Map())).toMatchObject(places(ledger));
  });
});

const path = fc
  .tuple(fc.constantFrom("a", "b", "c"), fc.constantFrom("d", "e"), fc.constantFrom("x", "y"))
  .map((ids) => ids.join("/"));

describe("any sequence of renames with their moves", () => {
  it("keeps every engine name, whether done moves stay or go", () => {
    const step = fc.record({ from: fc.nat(), to: path, render: fc.boolean(), tidy: fc.boolean() });
    fc.assert(
      fc.property(
        fc.uniqueArray(path, { minLength: 1, maxLength: 5 }),
        fc.array(step, { maxLength: 12 }),
        (start, steps) => {
          let current = start.map((path) => ({ path, place: path.replace("/", "_").replace("/", "-") }));
          let ledger = recorded(Object.fromEntries(start.map((one) => [one, {}])));
          let moves: (readonly [string, string])[] = [];
          // Between two renderings a path is not used twice: the moves could not tell its two volumes apart.
          let used = new Set(start);
          for (const { from, to, render, tidy } of [...steps, { from: 0, to: "z/z/z", render: true, tidy: false }]) {
            const one = current[from % current.length];
            if (one && !used.has(to)) {
              used.add(to);
              moves = [...moves, [one.path, to]];
              current = current.map((other) => (other === one ? { ...one, path: to } : other));
            }
            if (!render) continue;
            const homelab = lab(Object.fromEntries(current.map(({ path }) => [path, {}])));
            for (const [a, b] of moves) homelab.moved(a, b);
            ledger = ledgerOf(build(homelab, { ledger }));
            expect(places(ledger)).toEqual(Object.fromEntries(current.map(({ path, place }) => [path, place])));
            used = new Set(current.map(({ path }) => path));
            if (tidy) moves = [];
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  it("without the moves never builds", () => {
    fc.assert(
      fc.property(path, path, (from, to) => {
        fc.pre(from !== to);
        const { problems } = build(lab({ [to]: {} }), { ledger: recorded({ [from]: {} }) });
        expect(problems.map((one) => one.code)).toEqual(["HL090"]);
      }),
    );
  });
});
