import { rm, symlink } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { Homelab, Service, Stack, Volume } from "../../lib/core/index.ts";
import { analyseSound } from "../../lib/project/analyse.ts";
import { readLedger, recordLedger } from "../../lib/project/ledger-file.ts";
import { openStore } from "../../lib/secrets/store.ts";
import { exec } from "../../lib/system/exec.ts";
import { definition, type Project, project as projectOf } from "./project.ts";

/** A project whose Docker host does not answer, whatever runs beside the test. */
async function project(body?: string): Promise<Project> {
  const made = await projectOf(body);
  made.env["DOCKER_HOST"] = "unix:///nobody.sock";
  return made;
}

/** A stack `files` with one volume, whose ids are the definition's only difference. */
const app = (service = "app", volume = "data", more = "") =>
  `const files = new Stack(lab, "files");
const service = new Service(files, "${service}", { image });
service.override({ volumes: [{ volume: new Volume(service, "${volume}", { class: "database" }), target: "/data" }] });
${more}`;

const lock = "stacks/homelab.lock";

async function rendered(): Promise<Project> {
  const lab = await project(app());
  expect((await lab.run(["render"])).code).toBe(0);
  return lab;
}

async function volumes(lab: Project): Promise<Record<string, unknown>> {
  return JSON.parse(await lab.read(lock)).volumes;
}

describe("render", () => {
  test("records every volume beside the definition, the same bytes again", async () => {
    const lab = await project(app());
    const { stdout } = await lab.run(["render"]);
    expect(stdout).toContain(`wrote ${lock}\n`);
    expect(await volumes(lab)).toEqual({ "files/app/data": { class: "database", place: "files_app-data" } });
    const before = await lab.state("stacks");
    const again = await lab.run(["render"]);
    expect(again).toMatchObject({ code: 0, stdout: "", stderr: expect.stringContaining("up to date") });
    expect(await lab.state("stacks")).toEqual(before);
  });

  test("proposes commands for the definition that `--file` names, and runs as proposed", async () => {
    const lab = await project(app());
    const own = (body: string) => definition(body).replace('"kite"', '"other"');
    await lab.write("stacks/o'ther.ts", own(app()));
    const file = ["--file", "stacks/o'ther.ts"];
    expect((await lab.run(["render", ...file, "--out", "other"])).code).toBe(0);
    await lab.write("stacks/o'ther.ts", own(app("web")));
    const { stderr } = await lab.run(["render", ...file, "--out", "other"]);
    const [proposal = ""] = /homelab forget[^`]*/.exec(stderr) ?? [];
    expect(proposal).toBe("homelab forget files/app --file 'stacks/o'\\''ther.ts'");
    const { problems } = JSON.parse((await lab.run(["check", "--json", ...file])).stdout);
    expect(problems[0].fix).toContain(proposal);
    expect((await lab.run(["check"])).stdout).not.toContain("--file");
  });

  test("has authentik remove what a route had made there, as long as the route is gone", async () => {
    const guarded = (auth: string) => `import { Authentik, Postgres, Traefik } from "homelab-stacks";
const id = new Stack(lab, "id");
const database = new Postgres(id, "db").database("authentik");
const authentik = new Authentik(id, "authentik", { database });
const proxy = new Traefik(id, "proxy");
proxy.route("auth.example.com", authentik.web);
proxy.route("paste.example.com", new Service(id, "app", { image }).web(80, { auth: "own" })${auth});`;
    const lab = await project(guarded(', { auth: authentik.group("family") }'));
    expect((await lab.run(["render"])).code).toBe(0);
    expect(JSON.parse(await lab.read(lock)).remembered).toEqual({
      "id/authentik/applications": [
        "application paste_example_com",
        "binding paste_example_com 0",
        "proxy paste_example_com",
      ],
    });
    const blueprint = async () => /slug: .*paste_example_com/.test(await lab.read("compose/id/compose.yaml"));
    const removal = async () => /state: ..absent/.test(await lab.read("compose/id/compose.yaml"));
    expect([await blueprint(), await removal()]).toEqual([true, false]);
    await lab.write("stacks/homelab.ts", definition(guarded("")));
    expect((await lab.run(["render"])).code).toBe(0);
    expect([await blueprint(), await removal()]).toEqual([true, true]);
    expect(await lab.run(["render"])).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining("up to date"),
    });
    await lab.write("stacks/homelab.ts", definition(guarded(', { auth: authentik.group("family") }')));
    expect((await lab.run(["render"])).code).toBe(0);
    expect([await blueprint(), await removal()]).toEqual([true, false]);
  });

  test("makes no ledger where there is nothing to keep", async () => {
    const lab = await project(`new Service(new Stack(lab, "files"), "app", { image });`);
    await lab.run(["render"]);
    expect(Object.keys(await lab.state("stacks"))).toEqual(["homelab.ts"]);
  });

  test("stops at a volume that vanished: old, new, line and fixes, nothing written", async () => {
    const lab = await rendered();
    const before = [await lab.state(), await lab.read(lock)];
    await lab.define(app("web"));
    const { code, stderr, stdout } = await lab.run(["render"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("error HL090  files/app  stacks/homelab.ts:6");
    expect(stderr).toContain("files_app-data");
    expect(stderr).toContain("files_web-data");
    expect(stderr).toContain('lab.moved("files/app", "files/web")');
    expect(stderr).toContain("homelab forget files/app`");
    expect([await lab.state(), await lab.read(lock)]).toEqual(before);
  });

  test("after `moved` keeps the name, says who else may hold the data, and needs the line no more", async () => {
    const lab = await rendered();
    await lab.define(app("web", "data", 'lab.moved("files/app/data", "files/web/data");'));
    const { code, stdout, stderr } = await lab.run(["render"]);
    expect(code).toBe(0);
    expect(stdout).toContain(`wrote ${lock}\n`);
    expect(stderr).toContain("docker ps --filter volume=files_app-data");
    expect(await volumes(lab)).toEqual({
      "files/web/data": { class: "database", place: "files_app-data", insteadOf: "files_web-data" },
    });
    const yaml = await lab.read("compose/files/compose.yaml");
    expect(yaml).toContain("name: files_app-data");
    await lab.define(app("web"));
    expect((await lab.run(["render"])).stderr).toContain("up to date");
    expect(await lab.read("compose/files/compose.yaml")).toBe(yaml);
  });

  test("with --stack records the new volumes of that stack alone", async () => {
    const other = `const o = new Stack(lab, "other");
new Service(o, "app", { image, volumes: [{ volume: new Volume(o, "data", { class: "data" }), target: "/d" }] });`;
    const lab = await project(app("app", "data", other));
    await lab.run(["render", "--stack", "other"]);
    expect(Object.keys(await volumes(lab))).toEqual(["other/data"]);
    await lab.run(["render", "--stack", "files"]);
    expect(Object.keys(await volumes(lab))).toEqual(["files/app/data", "other/data"]);
  });

  test("writes no ledger where a file cannot be written, and no file where the ledger cannot", async () => {
    const lab = await rendered();
    const before = [await lab.state(), await lab.read(lock)];
    const second =
      'service.override({ hostname: "h" }); const z = new Stack(lab, "z"); new Service(z, "z", { image, volumes: [{ volume: new Volume(z, "more", { class: "data" }), target: "/d" }] });';
    await lab.define(app("app", "data", second));
    for (const stuck of [join(lab.dir, "compose/files/compose.yaml"), join(lab.dir, lock)]) {
      // A file that is a mount point can be read, and not be replaced.
      await exec("mount", ["--bind", stuck, stuck]);
      const unmount = () => exec("umount", [stuck]).catch(() => "");
      onTestFinished(async () => void (await unmount()));
      const { code, stderr } = await lab.run(["render"]);
      expect({ code, stderr }).toMatchObject({ code: 1, stderr: expect.stringContaining("HL712") });
      await unmount();
      expect(Object.keys(await lab.state())).toEqual(Object.keys(before[0] ?? {}));
      expect(await lab.read(lock)).toBe(before[1]);
      expect(await lab.read("compose/files/compose.yaml")).not.toContain("hostname");
      expect(Object.keys(await lab.state("stacks")).sort()).toEqual(["homelab.lock", "homelab.ts"]);
    }
  });
});

test("what `up` records is what `render` would have", async () => {
  const lab = await rendered();
  const text = await lab.read(lock);
  const file = join(lab.dir, "stacks/homelab.ts");
  await rm(join(lab.dir, lock));
  const kite = new Homelab("kite", { domain: "example.com" });
  const service = new Service(new Stack(kite, "files"), "app", { image: "docker.io/library/nginx:1.30.4" });
  service.override({ volumes: [{ volume: new Volume(service, "data", { class: "database" }), target: "/data" }] });
  await recordLedger({ file }, analyseSound(kite, { ledger: readLedger({ file }) }));
  expect(await lab.read(lock)).toBe(text);
  expect(readLedger({ file }).entries.get("files/app/data")).toEqual({
    kind: "volume",
    class: "database",
    place: "files_app-data",
  });
});

describe("check", () => {
  test("reports and writes nothing", async () => {
    const lab = await rendered();
    await lab.define(app("web"));
    const before = await lab.state("stacks");
    const { code, stdout } = await lab.run(["check"]);
    expect({ code, stdout }).toMatchObject({ code: 2, stdout: expect.stringContaining("error HL090") });
    expect(await lab.state("stacks")).toEqual(before);
    await lab.define(app());
    expect((await lab.run(["check"])).code).toBe(0);
  });

  test("makes no ledger", async () => {
    const lab = await project(app());
    await lab.run(["check"]);
    expect(Object.keys(await lab.state("stacks"))).toEqual(["homelab.ts"]);
  });

  test.each(["HL090", "HL091", "HL092", "HL093", "HL094", "HL097", "HL098"])("--explain knows %s", async (code) => {
    const lab = await project();
    expect((await lab.run(["check", "--explain", code])).stdout).toContain("fix: ");
  });
});

describe("a generated secret whose value is gone from the store", () => {
  const two = `const git = new Stack(lab, "git");
const keys = ["one", "two"].map((id) => Secret.generated(git, id).file());
new Service(git, "forge", { image, secrets: keys });`;
  const sources = async (lab: Project) => JSON.parse(await lab.read(lock)).secrets;

  test("is not generated again once it was made; a merge that took one side of the store stops with the way back", async () => {
    const lab = await project(two);
    // Rendered first, without a store: nothing was made.
    await lab.run(["render"]);
    expect(await sources(lab)).toEqual({
      "git/one": { source: "generated", name: "GIT_ONE" },
      "git/two": { source: "generated", name: "GIT_TWO" },
    });
    expect((await lab.run(["render", "--secrets"])).code).toBe(0);
    expect(await sources(lab)).toEqual({
      "git/one": { source: "generated", name: "GIT_ONE", made: true },
      "git/two": { source: "generated", name: "GIT_TWO", made: true },
    });
    await lab.run(["render"]);
    const store = await openStore(lab.dir, { env: lab.env });
    const value = store.get("GIT_TWO");
    store.remove("GIT_TWO");
    await store.save();
    const before = [await lab.read("compose/git/.env"), await lab.read(lock)];
    // A construct that moved is the same one.
    const moved = `${two.replaceAll('"two"', '"second"')}lab.moved("git/two", "git/second");`;
    for (const [body, path] of [
      [two, "git/two"],
      [moved, "git/second"],
    ] as const) {
      await lab.define(body);
      const { code, stderr } = await lab.run(["render", "--secrets"]);
      expect([code, stderr]).toEqual([2, expect.stringContaining("HL825")]);
      expect(stderr).toMatch(/GIT_TWO had a value.* git\/forge made with it/);
      expect(stderr).toContain(`homelab forget ${path}\``);
      const { secrets } = JSON.parse((await lab.run(["secrets", "list", "--json"])).stdout);
      expect(secrets).toContainEqual(expect.objectContaining({ name: "GIT_TWO", state: "missing" }));
    }
    expect([await lab.read("compose/git/.env"), await lab.read(lock)]).toEqual(before);
    await lab.define(two);
    expect((await lab.run(["render"])).code).toBe(0);
    // Restored, it goes on; given up, a new one is made.
    await lab.run(["secrets", "set", "GIT_TWO"], { input: value });
    expect((await lab.run(["render", "--secrets"])).code).toBe(0);
    expect(await lab.read("compose/git/.env")).toBe(before[0]);
    const again = await openStore(lab.dir, { env: lab.env });
    again.remove("GIT_TWO");
    await again.save();
    expect((await lab.run(["forget", "git/two", "--yes"])).code).toBe(0);
    expect((await lab.run(["render", "--secrets"])).code).toBe(0);
    expect(await lab.read("compose/git/.env")).not.toBe(before[0]);
  });
});

describe("a damaged ledger stops everything", () => {
  test.each([
    ["no JSON", "{"],
    ["the marks of a merge", '<<<<<<< ours\n{"version":1,"volumes":{}}\n'],
    ["no version", '{"volumes":{}}'],
    ["a key that no version has", '{"version":2,"volumes":{},"more":{}}'],
    ["a folder that climbs", '{"version":2,"volumes":{"a/b":{"class":"data","place":"/srv/../etc"}}}'],
    ["a volume that its path never had", '{"version":2,"volumes":{"a/b":{"class":"data","place":"nextcloud_data"}}}'],
    [
      "a moved volume that is no stack's",
      '{"version":2,"volumes":{"a/b":{"class":"data","place":"theirs","insteadOf":"a_b"}}}',
    ],
    [
      "two moved to one place",
      '{"version":2,"volumes":{"a/b":{"class":"data","place":"o_o","insteadOf":"a_b"},"a/c":{"class":"data","place":"o_o","insteadOf":"a_c"}}}',
    ],
    ["a secret of another path", '{"version":2,"volumes":{},"secrets":{"a/b":{"source":"generated","name":"X"}}}'],
    [
      "Pulumi's passphrase for a secret",
      '{"version":2,"volumes":{},"secrets":{"a/b":{"source":"generated","name":"HOMELAB_PULUMI_PASSPHRASE","insteadOf":"A_B"}}}',
    ],
    [
      "one path of two kinds",
      '{"version":2,"volumes":{"a/b":{"class":"data","place":"a_b"}},"secrets":{"a/b":{"source":"generated","name":"A_B"}}}',
    ],
    [
      "a section that stands there twice",
      '{"version":1,"volumes":{"a/b":{"class":"data","place":"a_b"}},"volumes":{}}',
    ],
    ["a place that is none", '{"version":1,"volumes":{"a/b":{"class":"data","place":7}}}'],
    ["a path that is none", '{"version":1,"volumes":{"a; rm -r b":{"class":"data","place":"x"}}}'],
    ["a class that is none", '{"version":1,"volumes":{"a/b":{"class":"dada","place":"x"}}}'],
  ])("%s", async (_, text) => {
    const lab = await project(app());
    await lab.write(lock, text);
    const { code, stderr } = await lab.run(["render"]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("HL095") });
    expect(await lab.read(lock)).toBe(text);
    expect(await lab.state()).toEqual({});
  });

  test("a symbolic link", async () => {
    const lab = await project(app());
    await lab.write("elsewhere", "mine");
    await symlink(join(lab.dir, "elsewhere"), join(lab.dir, lock));
    expect((await lab.run(["render"])).stderr).toContain("HL095");
    expect(await lab.read("elsewhere")).toBe("mine");
  });
});

describe("a ledger that was merged by hand", () => {
  const line = (place: string) =>
    `"files/app/data":{"class":"database","place":"${place}","insteadOf":"files_app-data"}`;

  test("reports a path that stands there twice, with both places and lines", async () => {
    const lab = await project(app());
    await lab.write(lock, `{"version":2,"volumes":{\n${line("one_data")},\n${line("two_data")}}}`);
    const { code, stderr } = await lab.run(["check"]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("HL095") });
    expect(stderr).toMatch(/files\/app\/data.* twice \(lines 2 and 3\).*one_data.*two_data/);
  });

  test("takes a line that stands there twice for one", async () => {
    const lab = await project(app());
    await lab.write(lock, `{"version":2,"volumes":{\n${line("one_data")},\n${line("one_data")}}}`);
    expect((await lab.run(["render"])).code).toBe(0);
    expect(Object.keys(await volumes(lab))).toEqual(["files/app/data"]);
  });
});

test("a version that does not take the data on record stops the build, and the record stays", async () => {
  const nextcloud = (tag: string) => app("app", "data", `service.override({ image: "nextcloud:${tag}" });`);
  const lab = await project(nextcloud("32"));
  expect((await lab.run(["render"])).code).toBe(0);
  const entry = { class: "database", place: "files_app-data", image: "docker.io/library/nextcloud:32" };
  expect(await volumes(lab)).toEqual({ "files/app/data": entry });
  await lab.define(nextcloud("34"));
  const { code, stderr } = await lab.run(["render"]);
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("from 32 to 34 it goes by 33") });
  expect(await volumes(lab)).toEqual({ "files/app/data": entry });
  const other = `new Service(new Stack(lab, "other"), "web", { image });`;
  await lab.define(`${nextcloud("33")}${other}`);
  expect((await lab.run(["render", "--stack", "other"])).code).toBe(0);
  expect(await volumes(lab)).toEqual({ "files/app/data": entry });
  expect((await lab.run(["render"])).code).toBe(0);
  expect(await volumes(lab)).toMatchObject({ "files/app/data": { image: "docker.io/library/nextcloud:33" } });
});

test("a ledger of a newer version is said to be one", async () => {
  const lab = await project(app());
  await lab.write(lock, '{"version":6,"homelab":"kite","volumes":[]}');
  const { code, stderr } = await lab.run(["check"]);
  expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("HL098") });
  expect(stderr).not.toContain("damaged");
});

test("what a ledger holds is escaped where it is printed", async () => {
  const lab = await project(app());
  const evil = "/srv/\u202e\u2028";
  for (const text of [
    `{"version":2,"volumes":{"files/app/data":{"class":"data","place":${JSON.stringify(evil)}}}}`,
    `{"version":2,"volumes":{"\u001b[2J":{"class":"data","place":"x_y"}}}`,
    `{"version":2,"volumes":{"a/b":{"class":"data","place":"x_y","insteadOf":"\u001b[2J\u202e"}}}`,
  ]) {
    await lab.write(lock, text);
    for (const args of [["check"], ["render"], ["forget", "files/app/data", "--yes"]]) {
      const { stdout, stderr } = await lab.run(args);
      expect(stdout + stderr).not.toMatch(/[\u001b\u202e\u2028]/);
    }
  }
});

describe("forget", () => {
  test("needs --yes where nobody can be asked, and then changes nothing", async () => {
    const lab = await rendered();
    const before = await lab.read(lock);
    const { code, stdout, stderr } = await lab.run(["forget", "files/app/data"]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("files/app/data (database): files_app-data");
    expect(stderr).toContain("--yes");
    expect(await lab.read(lock)).toBe(before);
  });

  test("takes the record out, names what would delete the data, and lets the definition build", async () => {
    const lab = await rendered();
    await lab.define(app("web"));
    const { code, stdout } = await lab.run(["forget", "files/app/data", "--yes"]);
    expect(code).toBe(0);
    expect(stdout).toContain("docker volume rm files_app-data");
    expect(await volumes(lab)).toEqual({});
    expect((await lab.run(["render"])).code).toBe(0);
    expect(Object.keys(await volumes(lab))).toEqual(["files/web/data"]);
  });

  test("asks on a terminal", async () => {
    const lab = await rendered();
    const answer = async (keys: string) => {
      const command = `${process.execPath} ${join(lab.dir, "node_modules/homelab-stacks/bin/homelab.js")} forget files/app/data`;
      await exec("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
        cwd: lab.dir,
        env: lab.env,
        input: keys,
      });
      return Object.keys(await volumes(lab));
    };
    expect(await answer("n")).toEqual(["files/app/data"]);
    expect(await answer("y")).toEqual([]);
  });

  test("of a path that is not on record says which are", async () => {
    const lab = await rendered();
    const { code, stderr } = await lab.run(["forget", "files/app/dota", "--yes"]);
    expect({ code, stderr }).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('did you mean "files/app/data"?'),
    });
    expect(stderr).toContain("HL096");
  });

  const two = `${app()}const git = new Stack(lab, "git");
const key = Secret.generated(git, "key");
new Service(git, "forge", { image, secrets: [key.file()], volumes: [{ volume: new Volume(git, "data", { class: "data" }), target: "/d" }] });`;
  const onRecord = async (lab: Project) => {
    const { secrets, volumes: all } = JSON.parse(await lab.read(lock));
    return [...Object.keys(secrets), ...Object.keys(all)];
  };

  test("takes several paths, all below a construct that is gone, and all that vanished", async () => {
    const lab = await project(two);
    await lab.run(["render"]);
    const before = await lab.read(lock);
    const all = ["git/key", "files/app/data", "git/data"];
    expect(await onRecord(lab)).toEqual(all);
    for (const [body, args, left] of [
      [two, ["files/app/data", "git/key"], ["git/data"]],
      [app(), ["git"], ["files/app/data"]],
      [app("web"), ["files", "git/data"], ["git/key"]],
      [app("web"), ["--vanished"], []],
      [two, ["--vanished"], all],
    ] as const) {
      await lab.write(lock, before);
      await lab.define(body);
      const { code, stdout } = await lab.run(["forget", ...args, "--yes"]);
      expect([code, await onRecord(lab)]).toEqual([0, left]);
      if (!left.includes("git/key" as never)) expect(stdout).toContain("homelab secrets rm GIT_KEY");
    }
  });

  test("takes nothing that is in use for the construct above it", async () => {
    const lab = await project(two);
    await lab.run(["render"]);
    const { code, stderr } = await lab.run(["forget", "git", "--yes"]);
    expect({ code, stderr }).toMatchObject({ code: 2, stderr: expect.stringContaining("HL096") });
    expect((await onRecord(lab)).length).toBe(3);
    expect((await lab.run(["forget", "--yes"])).stderr).toContain("--vanished");
  });

  test("works for a folder, and reports with --json", async () => {
    const lab = await project(`const files = new Stack(lab, "files", { storage: { bind: "/srv/my lab" } });
new Service(files, "app", { image, volumes: [{ volume: new Volume(files, "data", { class: "data" }), target: "/d" }] });`);
    await lab.run(["render"]);
    const report = JSON.parse((await lab.run(["forget", "files/data", "--yes", "--json"])).stdout);
    expect(report).toMatchObject({
      command: "forget",
      ok: true,
      forgotten: [{ path: "files/data", place: "/srv/my lab/files/data", deletedBy: "rm -r '/srv/my lab/files/data'" }],
    });
  });
});
