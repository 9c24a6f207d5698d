import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { busybox } from "./busybox.ts";
import { engine, waitFor } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";
import { startTimes } from "./system.ts";

// From Compose to Pulumi and back. One homelab with data and secrets, in the order of its days: brought up by Compose, taken
// over by Pulumi, walked away from, come back to, its state lost.
const [lab, app, edge] = ["adopt", "adopt-app", "adopt-edge"];
const stacks = [app, edge];
const [database, maker] = [`${app}-postgres-1`, `${app}-postgres-databases-1`];
const [web, task, front] = [`${app}-web-1`, `${app}-task-1`, `${edge}-front-1`];
let project: PulumiProject;
let image: string;

/** @param greeting part of the web's environment: another one is another container */
function definition(greeting = "hello"): string {
  return `
import { ConfigFile, Homelab, Network, Postgres, Secret, Service, Stack, Volume } from "homelab-stacks";

const image = ${JSON.stringify(image)};
const lab = new Homelab(${JSON.stringify(lab)});
const stack = new Stack(lab, ${JSON.stringify(app)});
const database = new Postgres(stack, "postgres").database("app");
const back = new Network(stack, "back", { labels: { zone: "back" } });
const task = new Service(stack, "task", { image, command: ["true"], oneShot: true });
const web = new Service(stack, "web", {
  image,
  command: ["httpd", "-f", "-p", "8080"],
  init: true,
  environment: {
    GREETING: ${JSON.stringify(greeting)},
    TOKEN: Secret.generated(stack, "token"),
    DATABASE: database.endpoint.host,
    PASSWORD_FILE: database.password.file(),
    KEY_FILE: Secret.generated(stack, "key").file(),
  },
  configs: [new ConfigFile(stack, "conf", { target: "/etc/web.conf", content: { text: "plain\\n" } })],
  volumes: [{ volume: new Volume(stack, "files", { class: "data" }), target: "/files" }],
  networks: [stack.defaultNetwork, back],
  healthcheck: { test: ["CMD", "true"], interval: "1s", timeout: "5s", retries: 10 },
  stopGracePeriod: "1s",
  dependsOn: [task],
});
new Service(new Stack(lab, ${JSON.stringify(edge)}), "front", {
  image,
  command: ["sleep", "36000"],
  init: true,
  environment: { URL: web.web(8080).url },
  stopGracePeriod: "1s",
});

export default lab;
`;
}

const mirror = () => (engine.mirror === undefined ? [] : ["--mirror", engine.mirror]);

beforeAll(async () => {
  image = await busybox();
  await engine.images(["docker.io/library/postgres:17.11-trixie"]);
  const prefix = engine.mirror === undefined ? "" : `${engine.mirror}/`;
  image = image.slice(prefix.length);
  project = await PulumiProject.create(definition(), stacks);
  if (engine.mirror !== undefined) await project.pulumi(["config", "set", "mirror", engine.mirror]);
});

afterAll(() => project?.dispose());

interface Change {
  readonly action: string;
  readonly kind: string;
  readonly name: string;
  readonly because: readonly string[];
}

async function changes(): Promise<readonly Change[]> {
  const { changes } = JSON.parse(await project.homelab(["preview", "--json", ...mirror()])) as { changes: Change[] };
  return changes.filter(({ kind }) => kind !== "image");
}

/** `action name` of every change that `homelab preview` tells. */
async function preview(): Promise<string[]> {
  return (await changes()).map(({ action, name }) => `${action} ${name}`).sort();
}

function up(): Promise<string> {
  return project.homelab(["up", "--yes", ...mirror()]);
}

async function byCompose(): Promise<void> {
  await project.homelab(["render", "--secrets", ...mirror()]);
  for (const stack of stacks) await project.compose(stack, ["up", "--detach"]);
}

/** The ids of all containers, and since when they run: nothing has touched them where both are the same. */
async function untouched() {
  return { ids: await project.containers(), started: await startTimes(project) };
}

async function isHealthy(container: string): Promise<boolean> {
  return (await engine.inspect(container)).State.Health?.Status === "healthy";
}

const psql = (statement: string) =>
  engine.exec(database, ["psql", "-U", "postgres", "-d", "app", "-tAc", statement], { user: "postgres" });

/** Fails unless nothing is left to do, for the command and for a plain Pulumi. */
async function expectQuiet(): Promise<void> {
  const before = await untouched();
  expect(await preview()).toEqual([]);
  for (const verb of [["refresh", "--yes", "--skip-preview"], ["preview"]]) {
    const quiet = await project.tryPulumi([...verb, "--stack", lab, "--diff", "--expect-no-changes"]);
    expect(`${verb[0]} ${quiet.code} ${quiet.stdout}${quiet.stderr}`).toMatch(/^\w+ 0 /);
  }
  await up();
  expect(await untouched()).toEqual(before);
}

/** All that Pulumi keeps in the project's folder, in one text. */
async function stateFiles(): Promise<string> {
  const folder = join(project.root, ".pulumi");
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.sort().map((file) => readFile(file, "utf8")))).join("\n");
}

async function loseState(): Promise<void> {
  const folder = join(project.root, ".pulumi", "stacks");
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.includes(`${lab}.json`));
  expect(names.length).toBeGreaterThan(0);
  for (const name of names) await rm(join(folder, name));
}

const everything = [
  `adopt ${edge}_default`,
  `adopt ${app}_postgres-data`,
  `adopt ${app}_back`,
  `adopt ${app}_default`,
  `adopt ${app}_files`,
  `adopt ${lab}`,
  ...[database, maker, web, task, front].map((name) => `adopt ${name}`),
].sort();

describe("a homelab that Compose brought up", () => {
  it("is there, with data", async () => {
    await byCompose();
    await waitFor(() => isHealthy(database));
    await psql("create table kept (what text); insert into kept values ('the data')");
    await waitFor(() => isHealthy(web));
    await engine.exec(web, ["sh", "-c", "echo kept > /files/kept"]);
  });

  it("is told by preview to be taken over, which touches nothing, Pulumi's state neither", async () => {
    // The first preview makes the state.
    await project.homelab(["preview", ...mirror()]);
    const before = [await untouched(), await stateFiles()];
    const { code, stdout, stderr } = await project.tryHomelab(["preview", "--exit-code", ...mirror()]);
    expect(await preview()).toEqual(everything);
    expect(code).toBe(3);
    expect(stdout).toMatch(
      new RegExp(`container +${web}\\n.*\\n.*not in Pulumi's state: taken over as it is, untouched`),
    );
    expect(stderr).toContain("volumes touched: none");
    expect([await untouched(), await stateFiles()]).toEqual(before);
  });

  it("is refused by a plain pulumi, which cannot take it over, and names who can", async () => {
    const before = await untouched();
    for (const verb of [["preview"], ["up", "--yes", "--skip-preview"]]) {
      const { code, stdout, stderr } = await project.tryPulumi(verb);
      expect(code).not.toBe(0);
      expect(`${stdout}${stderr}`).toMatch(new RegExp(`HL747[\\s\\S]*container ${web}[\\s\\S]*homelab up`));
    }
    expect(await untouched()).toEqual(before);
  });

  it("is taken over by up: the same containers, not restarted, with their data", async () => {
    const before = await untouched();
    await up();
    expect(await untouched()).toEqual(before);
    expect(await psql("select what from kept")).toBe("the data\n");
  });

  it("has its secrets in Pulumi's state encrypted", async () => {
    const state = await stateFiles();
    expect(state).toContain(web);
    const environment = (await engine.inspect(web)).Config.Env.find((one) => one.startsWith("TOKEN=")) ?? "";
    const files = await engine.exec(web, ["sh", "-c", 'cat "$PASSWORD_FILE"; echo; cat "$KEY_FILE"']);
    const secrets = [environment.slice("TOKEN=".length), ...files.split("\n")].filter((one) => one !== "");
    expect(secrets).toHaveLength(3);
    for (const secret of secrets) {
      expect(secret.length).toBeGreaterThan(20);
      expect(state).not.toContain(secret);
    }
  });

  it("is quiet from then on", expectQuiet);
});

describe("walking away, and coming back", () => {
  it("Compose finds its own, and restarts nothing", async () => {
    const before = await untouched();
    await byCompose();
    expect(await untouched()).toEqual(before);
  });

  it("what Compose has made anew meanwhile is taken over as it is, and nothing else is touched", async () => {
    const before = await project.containers();
    await project.define(definition("hello again"));
    await byCompose();
    await waitFor(() => isHealthy(web));
    const after = await untouched();
    expect([...after.ids].filter(([name, id]) => before.get(name) !== id).map(([name]) => name)).toEqual([web]);
    expect(await preview()).toEqual([`adopt ${web}`]);
    await up();
    expect(await untouched()).toEqual(after);
    expect(await preview()).toEqual([]);
  });

  it("an edit on top of what Compose made replaces that one alone, which keeps its names on its networks", async () => {
    const before = await project.containers();
    await project.define(definition("and again"));
    expect(await preview()).toEqual([`replace ${web}`]);
    await up();
    const after = await project.containers();
    expect([...after].filter(([name, id]) => before.get(name) !== id).map(([name]) => name)).toEqual([web]);
    const { NetworkSettings } = await engine.inspect(web);
    expect(Object.keys(NetworkSettings.Networks).sort()).toEqual([`${app}_back`, `${app}_default`, lab].sort());
    expect(NetworkSettings.Networks[`${app}_back`]?.Aliases).toEqual(expect.arrayContaining(["web", web]));
    expect(await engine.exec(web, ["cat", "/files/kept"])).toBe("kept\n");
    expect(await preview()).toEqual([]);
  });

  it("a network whose labels are edited is made anew under its containers, and no other", async () => {
    const id = async (name: string) => await engine.docker(["network", "inspect", "--format", "{{.Id}}", name]);
    const before = [await id(`${app}_back`), await id(`${app}_default`), (await project.containers()).get(database)];
    await project.define(definition("and again").replace('zone: "back"', 'zone: "front"'));
    expect(await preview()).toEqual([`replace ${app}_back`, `replace ${web}`].sort());
    await up();
    const after = [await id(`${app}_back`), await id(`${app}_default`), (await project.containers()).get(database)];
    expect(after.map((one, index) => one === before[index])).toEqual([false, true, true]);
    await project.define(definition("and again"));
    await up();
    expect(await preview()).toEqual([]);
  });
});

describe("a state that is lost", () => {
  it("is made anew from the host: what has changed is replaced, all else is untouched", async () => {
    const before = await untouched();
    await loseState();
    await project.define(definition("changed"));
    const expected = everything.map((change) => change.replace(`adopt ${web}`, `replace ${web}`)).sort();
    expect(await preview()).toEqual(expected);
    await up();
    const after = await project.containers();
    expect([...after].filter(([name, id]) => before.ids.get(name) !== id).map(([name]) => name)).toEqual([web]);
    expect(await psql("select what from kept")).toBe("the data\n");
    expect(await preview()).toEqual([]);
  });

  it("a secret that has another value than the file in the container has it made anew", async () => {
    await loseState();
    await project.homelab(["secrets", "set", "ADOPT_APP_KEY"], "another-value-of-a-secret");
    const replaced = (await changes()).filter(({ action }) => action === "replace");
    expect(replaced).toEqual([
      expect.objectContaining({ name: web, because: expect.arrayContaining(["configs or secrets"]) }),
    ]);
    await up();
    expect(await engine.exec(web, ["sh", "-c", 'cat "$KEY_FILE"'])).toBe("another-value-of-a-secret");
    expect(await preview()).toEqual([]);
  });

  it.each([
    ["while the state is written", async () => (await project.lockHolder()) !== undefined],
    ["once all is told to be taken over", async (said: string) => said.includes(`taken over: container ${web}`)],
  ] as const)("a takeover that is killed %s is made whole by the next", async (_, reached) => {
    const before = await untouched();
    await loseState();
    const run = project.start(["up", "--yes", ...mirror()]);
    await waitFor(() => reached(run.said), { every: 5, timeout: 60_000 });
    const holder = await project.lockHolder();
    run.child.kill("SIGKILL");
    try {
      if (holder !== undefined) process.kill(holder, "SIGKILL");
    } catch {
      // It has ended by itself.
    }
    expect(await run.ended).not.toBe(0);
    await up();
    expect(await untouched()).toEqual(before);
    expect(await preview()).toEqual([]);
  });

  it("does not keep destroy from its work: it names what the state does not know, and removes it", async () => {
    await loseState();
    const there = await project.containers();
    const asked = await project.tryHomelab(["destroy"]);
    expect([asked.code, asked.stderr]).toEqual([
      2,
      expect.stringMatching(new RegExp(`not in Pulumi's state: .*network ${lab}.*container ${web}`)),
    ]);
    expect(await project.containers()).toEqual(there);
    await project.homelab(["destroy", "--yes"]);
    expect(await project.containers()).toEqual(new Map());
    expect(await project.inspect("network")).toEqual([]);
    expect((await project.inspect("volume")).map(({ Name }) => Name).sort()).toEqual(
      [`${app}_postgres-data`, `${app}_files`].sort(),
    );
  });

  it("leaves the data for the next up", async () => {
    await up();
    expect(await psql("select what from kept")).toBe("the data\n");
    expect(await engine.exec(web, ["cat", "/files/kept"])).toBe("kept\n");
    expect(await preview()).toEqual([]);
  });
});
