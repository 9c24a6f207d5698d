import { describe, expect, it } from "vitest";
import { Forgejo, Postgres } from "../../lib/apps/index.ts";
import { Homelab, Secret, Service, Stack } from "../../lib/core/index.ts";
import { type Build, build, emptyLedger, type Ledger, withMade } from "../../lib/model/index.ts";
import { runChecks } from "../../lib/policy/index.ts";
import { formatLedger, parseLedger } from "../../lib/project/ledger-format.ts";
import { wantedSecrets } from "../../lib/project/wanted-secrets.ts";
import { renderCompose } from "../../lib/targets/compose/index.ts";
import { image, ledgerOf } from "./volumes.ts";

/** By construct path, the name in the store of each secret that some service gets. */
function names({ model }: Build): Record<string, string> {
  const secrets = model.stacks.flatMap((stack) => stack.secrets);
  return Object.fromEntries(secrets.map(({ path, name }) => [path, name]));
}

function errors({ problems }: Build): string[] {
  return problems.filter(({ level }) => level === "error").map(({ code, path, fix }) => `${code} ${path}: ${fix}`);
}

/** A stack with a Forgejo and its database, and moves. */
function forge(stackId: string, database: string, forgejo: string, moves: Readonly<Record<string, string>> = {}) {
  const lab = new Homelab("kite");
  const stack = new Stack(lab, stackId);
  const postgres = new Postgres(stack, database);
  new Forgejo(stack, forgejo, { database: postgres.database("forgejo") });
  for (const [from, to] of Object.entries(moves)) lab.moved(from, to);
  return lab;
}

const first = build(forge("git", "db", "forgejo"), { ledger: emptyLedger });
const ledger = ledgerOf(first);
const wanted = new Set(Object.values(names(first)));

/** What a version that recorded volumes alone has on record. */
const earlier: Ledger = {
  entries: new Map([...ledger.entries].filter(([, { kind }]) => kind === "volume")),
  hasSecrets: false,
};

describe("a construct that is renamed or moved", () => {
  it("whose old path is given to a new one at once is refused: the data would stay with that, and this start empty", () => {
    const lab = new Homelab("kite");
    const stack = new Stack(lab, "git");
    lab.moved("git/db", "git/database");
    new Forgejo(stack, "forgejo", { database: new Postgres(stack, "database").database("forgejo") });
    new Forgejo(stack, "other", { database: new Postgres(stack, "db").database("other") });
    // The password of the database "forgejo" has moved; what both paths have, volume and password, has not.
    const codes = build(lab, { ledger }).problems.filter(({ level }) => level === "error");
    expect(codes.map(({ code, path }) => `${code} ${path}`)).toEqual([expect.stringMatching(/^HL092 git\/database\//)]);
  });

  it.each([
    ["a component", ["git", "database", "forgejo"], { "git/db": "git/database" }],
    ["two components", ["git", "pg", "forge"], { "git/db": "git/pg", "git/forgejo": "git/forge" }],
    ["a stack", ["code", "db", "forgejo"], { git: "code" }],
    ["a stack and a component in it", ["code", "pg", "forgejo"], { git: "code", "code/db": "code/pg" }],
    ["a component and its stack after it", ["code", "pg", "forgejo"], { "git/db": "git/pg", git: "code" }],
    ["by a chain", ["c", "db", "forgejo"], { b: "c", git: "b" }],
  ] as const)("keeps every secret's name and every volume: %s", (_, [stack, database, forgejo], moves) => {
    for (const before of [ledger, earlier]) {
      const unsaid = build(forge(stack, database, forgejo), { ledger: before });
      expect(new Set(unsaid.problems.filter(({ level }) => level === "error").map(({ code }) => code))).toEqual(
        new Set(["HL090"]),
      );
      const after = build(forge(stack, database, forgejo, moves), { ledger: before });
      expect(errors(after)).toEqual([]);
      expect(new Set(Object.values(names(after)))).toEqual(wanted);
      // The line may stay or go: it is on record.
      for (const later of [moves, {}]) {
        const again = build(forge(stack, database, forgejo, later), { ledger: ledgerOf(after) });
        expect(errors(again)).toEqual([]);
        expect(again.model).toEqual(after.model);
      }
    }
  });

  it("is told once, with the one line that keeps all of it", () => {
    const { problems } = build(forge("git", "database", "forgejo"), { ledger });
    const [problem, ...more] = problems.filter(({ level }) => level === "error");
    expect(more).toEqual([]);
    expect(problem).toMatchObject({ code: "HL090", path: "git/db" });
    expect(problem?.fix).toContain('lab.moved("git/db", "git/database")');
    for (const name of ["git_db-data", "GIT_DB_PASSWORD", "GIT_DB_FORGEJO_PASSWORD"])
      expect(problem?.message).toContain(name);
  });

  it("is found on its way back, and out again", () => {
    const there = ledgerOf(build(forge("code", "db", "forgejo", { git: "code" }), { ledger }));
    const back = build(forge("git", "db", "forgejo", { code: "git" }), { ledger: there });
    expect(errors(back)).toEqual([]);
    expect(ledgerOf(back)).toEqual(ledger);
  });

  it("into its own subtree does not go on for ever", () => {
    expect(errors(build(forge("code", "db", "forgejo", { git: "git/git" }), { ledger }))).not.toEqual([]);
  });

  it("that has nothing to keep needs no move, and may have one", () => {
    const web = (id: string) => {
      const lab = new Homelab("kite");
      new Service(new Stack(lab, "s"), id, { image });
      return lab;
    };
    const before = ledgerOf(build(web("a"), { ledger: emptyLedger }));
    expect(build(web("b").moved("s/a", "s/b"), { ledger: before }).problems).toMatchObject([{ code: "HL094" }]);
  });
});

describe("a secret", () => {
  const secrets = (ids: Readonly<Record<string, "generated" | "provided">>) => {
    const lab = new Homelab("kite");
    const stack = new Stack(lab, "s");
    const files = Object.entries(ids).map(([id, from]) => Secret[from](stack, id).file());
    new Service(stack, "app", { image, secrets: files });
    return lab;
  };
  const recordOf = (lab: Homelab) => ledgerOf(build(lab, { ledger: emptyLedger }));

  it("that is generated, on record and gone stops the build, and names its successor beside it", () => {
    const before = recordOf(secrets({ key: "generated" }));
    expect(build(secrets({}), { ledger: before }).problems).toMatchObject([{ code: "HL090", path: "s/key" }]);
    const [problem] = build(secrets({ token: "generated" }), { ledger: before }).problems;
    expect(problem?.fix).toContain('lab.moved("s/key", "s/token")');
  });

  it("that is provided and gone stays on record with advice, until a move finds it", () => {
    const before = recordOf(secrets({ key: "provided" }));
    const gone = build(secrets({}), { ledger: before });
    expect(gone.problems).toMatchObject([{ code: "HL097", level: "advice", path: "s/key" }]);
    const moved = build(secrets({ token: "provided" }).moved("s/key", "s/token"), { ledger: ledgerOf(gone) });
    expect([errors(moved), names(moved)]).toEqual([[], { "s/token": "S_KEY" }]);
  });

  it("that is new at a path that a moved one left gets a name of its own", () => {
    const moved = build(secrets({ token: "generated" }).moved("s/key", "s/token"), {
      ledger: recordOf(secrets({ key: "generated" })),
    });
    const both = build(secrets({ key: "generated", token: "generated" }), { ledger: ledgerOf(moved) });
    expect([errors(both), names(both)]).toEqual([[], { "s/token": "S_KEY", "s/key": "S_KEY_2" }]);
    expect(runChecks(both.model, () => undefined).problems.filter(({ code }) => code === "HL033")).toEqual([]);
    const again = build(secrets({ key: "generated", token: "generated" }), { ledger: ledgerOf(both) });
    expect(again.model).toEqual(both.model);
  });

  it("that no service uses is not recorded", () => {
    const lab = secrets({ key: "generated" });
    Secret.generated(lab.node.findChild("s"), "idle");
    expect([...recordOf(lab).entries.keys()]).toEqual(["s/key"]);
  });

  it("keeps its name in the Compose file, in the same bytes for whoever renders it", () => {
    const moved = build(secrets({ token: "generated" }).moved("s/key", "s/token"), {
      ledger: recordOf(secrets({ key: "generated" })),
    });
    const [yaml] = renderCompose(moved.model, { layout: "project" }).filter(({ path }) =>
      path.endsWith("compose.yaml"),
    );
    expect(yaml?.content).toMatch(/token: \{ environment: "\$\{S_KEY:\+S_KEY\}" \}/);
  });
});

describe("a secret on which nothing depends", () => {
  /** A service with a secret of which a new value does as well, or without it. */
  function client(id: string | undefined, moves: Readonly<Record<string, string>> = {}) {
    const lab = new Homelab("kite");
    const stack = new Stack(lab, "web");
    const secret = id === undefined ? undefined : Secret.generated(stack, id, { disposable: true });
    new Service(stack, "app", { image, ...(secret && { environment: { CLIENT_SECRET_FILE: secret.file() } }) });
    for (const [from, to] of Object.entries(moves)) lab.moved(from, to);
    return lab;
  }
  const before = build(client("client"), { ledger: emptyLedger });
  const record = withMade(ledgerOf(before), () => true);

  it("vanishes with its record, and what a move leads it to has its value", () => {
    const without = build(client(undefined), { ledger: record });
    expect([without.problems, ledgerOf(without).entries.size]).toEqual([[], 0]);
    const stale = build(client(undefined, { "web/client": "web/other" }), { ledger: record });
    expect(errors(stale)).toEqual([]);
    const moved = build(client("other", { "web/client": "web/other" }), { ledger: record });
    expect([errors(moved), names(moved)]).toEqual([[], { "web/other": "WEB_CLIENT" }]);
  });

  it("is made again where its value was lost, and is on record as such", () => {
    expect(wantedSecrets(before.model.stacks, record)).not.toHaveProperty([0, "madeFor"]);
    const text = formatLedger(record);
    expect(JSON.parse(text)).toMatchObject({ version: 5, secrets: { "web/client": { made: true, disposable: true } } });
    expect(parseLedger(text)).toEqual({ ledger: record });
  });
});
