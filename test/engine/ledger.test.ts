import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ExecResult, tryExec } from "../../lib/system/exec.ts";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";

// A container writes into its volume; then the code around it is refactored, and the data must be found again.

const clone = fileURLToPath(new URL("../..", import.meta.url));
const projects = ["ledger-a", "ledger-b"] as const;

let image: string;
let root: string;

beforeAll(async () => {
  image = await busybox();
});

beforeEach(async () => {
  await engine.cleanup(projects);
  root = await mkdtemp(join(tmpdir(), "ledger-"));
  await mkdir(join(root, "stacks"));
  await mkdir(join(root, "node_modules"));
  await symlink(clone, join(root, "node_modules", "homelab-stacks"));
});

afterEach(async () => {
  await engine.cleanup(projects);
  await rm(root, { recursive: true });
});

afterAll(() => engine.cleanup(projects));

interface Shape {
  readonly stack?: (typeof projects)[number];
  readonly service?: string;
  /** Its id; `null` for none. */
  readonly volume?: string | null;
  /** The folder that the volume is. Default: a named one. */
  readonly storage?: string;
  /** Further lines of the definition. */
  readonly more?: string;
}

/** One service that writes into one volume whether it was born there, if nobody did before. */
async function define(shape: Shape = {}): Promise<void> {
  const { stack = "ledger-a", service = "app", volume = "data", storage, more = "" } = shape;
  const props = JSON.stringify({ class: "data", ...(storage !== undefined && { storage: { path: storage } }) });
  const mount =
    volume === null
      ? ""
      : `app.override({ volumes: [{ volume: new Volume(app, "${volume}", ${props}), target: "/data" }] });`;
  await writeFile(
    join(root, "stacks/homelab.ts"),
    `import { Homelab, Secret, Service, Stack, Volume } from "homelab-stacks";
const lab = new Homelab("ledger");
const stack = new Stack(lab, "${stack}");
const app = new Service(stack, "${service}", {
  image: ${JSON.stringify(image)},
  command: ["sh", "-c", "mkdir -p /data; [ -f /data/born ] || echo ${stack}/${service} > /data/born; exec sleep 3600"],
  networkMode: "none",
});
${mount}
${more}
export default lab;
`,
  );
}

function homelab(...args: readonly string[]): Promise<ExecResult> {
  return tryExec(process.execPath, [join(clone, "bin", "homelab.js"), ...args], { cwd: root });
}

async function render(): Promise<void> {
  const { code, stderr } = await homelab("render");
  expect({ code, stderr: code === 0 ? "" : stderr }).toEqual({ code: 0, stderr: "" });
}

/** `docker compose up -d`: what it said. */
async function up(stack: (typeof projects)[number]): Promise<string> {
  const { command, args } = engine.facts.compose;
  const cwd = join(root, "compose", stack);
  const { code, stdout, stderr } = await tryExec(command, [...args, "--ansi", "never", "up", "--detach"], { cwd });
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout + stderr;
}

async function born(container: string): Promise<string> {
  return (await engine.exec(container, ["cat", "/data/born"])).trim();
}

async function volumes(): Promise<string[]> {
  const names = await engine.docker(["volume", "ls", "--quiet", "--filter", "name=ledger-"]);
  return names.split("\n").filter(Boolean).sort();
}

describe("what was rendered and never made", () => {
  const two = `for (const id of ["one", "two"]) {
  const one = new Service(stack, id, { image: "docker.io/library/x:1" });
  one.override({ volumes: [{ volume: new Volume(one, "data", { class: "data" }), target: "/d" }], secrets: [Secret.generated(one, "key").file()] });
}`;
  const commandIn = (text: string) => /`homelab (forget [^`]*)`/.exec(text)?.[1]?.split(" ") ?? [];

  beforeEach(async () => {
    await define({ more: two });
    await render();
  });

  it("is said to be nowhere, and the one command that each problem names forgets all of it", async () => {
    await define({ volume: null });
    for (const verb of ["check", "render", "preview", "status"]) {
      const { code, stdout, stderr } = await homelab(verb);
      expect([verb, code]).toEqual([verb, 2]);
      expect(stdout + stderr).toMatch(/volume ledger-a_app-data .* which does not exist on this Docker host/);
      expect(stdout + stderr).toContain("none of which exists on this Docker host or in the store");
      const commands = new Set((stdout + stderr).match(/`homelab forget [^`]*`/g));
      expect([...commands]).toEqual([
        "`homelab forget ledger-a/app/data ledger-a/one/data ledger-a/one/key ledger-a/two/data ledger-a/two/key`",
      ]);
    }
    const { stdout } = await homelab("check");
    expect((await homelab(...commandIn(stdout), "--yes")).code).toBe(0);
    await render();
  });

  it("is told from what exists, in a folder too, and where no host answers nothing is said of it", async () => {
    await engine.docker(["volume", "create", "--label", "ledger=test", "ledger-a_app-data"]);
    await define({ volume: null });
    const { stdout } = await homelab("check");
    expect(stdout).toContain("the volume ledger-a_app-data (data) on record\n");
    expect(commandIn(stdout)).toEqual(["forget", "ledger-a/app/data"]);
    expect(stdout).toContain("`homelab forget ledger-a/one/data ledger-a/one/key ledger-a/two/data ledger-a/two/key`");
    const dead = await tryExec(process.execPath, [join(clone, "bin", "homelab.js"), "check"], {
      cwd: root,
      env: { DOCKER_HOST: "unix:///nobody.sock" },
    });
    expect(dead).toMatchObject({ code: 2, stdout: expect.not.stringContaining("on this Docker host") });
    await engine.docker(["volume", "rm", "ledger-a_app-data"]);
  });

  it("lies elsewhere by a changed `storage`: says so", async () => {
    await define({ storage: join(root, "data"), more: two });
    const { code, stdout } = await homelab("check");
    expect(code).toBe(2);
    expect(stdout).toContain("HL091");
    expect(stdout).toContain("the volume ledger-a_app-data is on record and does not exist on this Docker host");
    expect(commandIn(stdout)).toEqual(["forget", "ledger-a/app/data"]);
    expect((await homelab(...commandIn(stdout), "--yes")).code).toBe(0);
    await render();
    // Of its folder, which is not there either.
    await define({ more: two });
    expect((await homelab("check")).stdout).toContain(
      `the folder ${join(root, "data")} is on record and does not exist`,
    );
    await mkdir(join(root, "data"));
    expect((await homelab("check")).stdout).toContain(`its data is in the folder ${join(root, "data")}`);
  });
});

describe("a volume with data, whose code changes", () => {
  beforeEach(async () => {
    await define();
    await render();
    await up("ledger-a");
    expect(await born("ledger-a-app-1")).toBe("ledger-a/app");
  });

  it.each<readonly [string, Shape, string, string]>([
    ["its service is renamed", { service: "web" }, "ledger-a/app", "ledger-a/web"],
    ["it is renamed itself", { volume: "files" }, "ledger-a/app/data", "ledger-a/app/files"],
    [
      "it goes to another component",
      { service: "other", volume: "files" },
      "ledger-a/app/data",
      "ledger-a/other/files",
    ],
    ["it goes to another stack", { stack: "ledger-b" }, "ledger-a", "ledger-b"],
  ])("%s: stops with its fix, and finds its data after `moved`", async (_, shape, from, to) => {
    const { stack = "ledger-a", service = "app" } = shape;
    await define(shape);
    const stopped = await homelab("render");
    expect(stopped.code).toBe(2);
    expect(stopped.stderr).toContain("HL090");
    expect(stopped.stderr).toContain("ledger-a_app-data");
    // The line that the message proposes is the line that fixes it.
    const [line = ""] = /lab\.moved\("[^)]*\)/.exec(stopped.stderr) ?? [];
    expect(line).toBe(`lab.moved("${from}", "${to}")`);
    await define({ ...shape, more: `${line};` });
    await engine.compose(join(root, "compose/ledger-a"), ["down", "--timeout", "1"]);
    await render();
    expect(await up(stack)).not.toMatch(/already exists|recreate/i);
    expect(await born(`${stack}-${service}-1`)).toBe("ledger-a/app");
    expect(await volumes()).toEqual(["ledger-a_app-data"]);

    // Once more, without the line, and through the strongest `down` there is.
    const { Id } = await engine.inspect(`${stack}-${service}-1`);
    await define(shape);
    await render();
    await up(stack);
    expect((await engine.inspect(`${stack}-${service}-1`)).Id).toBe(Id);
    await engine.compose(join(root, "compose", stack), ["down", "--volumes", "--timeout", "1"]);
    await up(stack);
    expect(await born(`${stack}-${service}-1`)).toBe("ledger-a/app");
    await engine.docker(["rm", "--force", `${stack}-${service}-1`]);
    await engine.docker(["volume", "rm", "ledger-a_app-data"]);
  });

  it("it is deleted: stops, and `forget` leaves the data for its owner to delete", async () => {
    await define({ volume: null });
    const stopped = await homelab("render");
    expect(stopped).toMatchObject({ code: 2, stderr: expect.stringContaining("homelab forget ledger-a/app/data") });
    const { code, stdout } = await homelab("forget", "ledger-a/app/data", "--yes");
    expect(code).toBe(0);
    await render();
    await up("ledger-a");
    expect(await volumes()).toEqual(["ledger-a_app-data"]);
    const [, ...command] = (/docker volume rm \S+/.exec(stdout)?.[0] ?? "").split(" ");
    await engine.docker(command);
    expect(await volumes()).toEqual([]);
  });

  it("on a host where the moved volume is not, Compose stops instead of starting it empty", async () => {
    await define({ stack: "ledger-b", more: 'lab.moved("ledger-a/app/data", "ledger-b/app/data");' });
    await render();
    await engine.cleanup(projects);
    await expect(engine.compose(join(root, "compose/ledger-b"), ["up", "--detach"])).rejects.toThrow(
      /"ledger-a_app-data" (declared as external, but could )?not (be )?found/,
    );
    expect(await volumes()).toEqual([]);
  });
});
