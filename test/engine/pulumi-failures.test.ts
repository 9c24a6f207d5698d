import { existsSync } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { busybox } from "./busybox.ts";
import { engine, waitFor } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";

// What breaks from outside while a homelab is brought up: each time the next `up` ends as if nothing had happened.
const stack = `pfail-${process.pid}`;
const [first, second, third] = [`${stack}-first-1`, `${stack}-second-1`, `${stack}-third-1`];
// A moment lasts a second, that of a healthcheck, and on a busy machine is long in coming.
const patient = { every: 150, timeout: 180_000 };
let project: PulumiProject;
let image: string;

interface Parts {
  /** Each new one replaces all containers. */
  readonly round?: number;
  /** The host port of the third, on the loopback address. */
  readonly port?: number;
  /** The image of the third. */
  readonly other?: string;
}

function definition({ round = 0, port, other = image }: Parts = {}): string {
  return `
import { Homelab, Service, Stack, Volume } from "homelab-stacks";

const stack = new Stack(new Homelab(${JSON.stringify(stack)}), ${JSON.stringify(stack)});
const data = new Volume(stack, "data", { class: "data" });
const common = {
  image: ${JSON.stringify(image)},
  command: ["sh", "-c", "trap 'exit 0' TERM; echo round >> /data/rounds; sleep 1000 & wait"],
  environment: { ROUND: "${round}" },
  healthcheck: { test: ["CMD", "true"], interval: "1s", timeout: "5s", retries: 10 },
};
const one = new Service(stack, "first", { ...common, volumes: [{ volume: data, target: "/data" }] });
const two = new Service(stack, "second", { ...common, command: ["sleep", "36000"], init: true, dependsOn: [one] });
new Service(stack, "third", {
  ...common,
  image: ${JSON.stringify(other)},
  command: ["sleep", "36000"],
  init: true,
  dependsOn: [two],
  ${port === undefined ? "" : `ports: [{ target: 80, published: ${port} }],`}
});

export default stack.node.root;
`;
}

beforeAll(async () => {
  image = await busybox();
  project = await PulumiProject.create(definition(), [stack]);
});

afterAll(() => project?.dispose());

async function changes(): Promise<readonly unknown[]> {
  return (JSON.parse(await project.homelab(["preview", "--json"])) as { changes: unknown[] }).changes;
}

/** Fails unless all is there, healthy, of this round, and on record as it is. */
async function expectOnRecord(round: number): Promise<void> {
  const found = await project.containers();
  expect([...found.keys()]).toEqual([first, second, third]);
  for (const name of found.keys()) {
    const { State, Config } = await engine.inspect(name);
    expect([name, State.Health?.Status, Config.Env]).toEqual([
      name,
      "healthy",
      expect.arrayContaining([`ROUND=${round}`]),
    ]);
  }
  const { containers, pending } = await project.state();
  expect([[...containers].sort(), pending]).toEqual([[...found.values()].sort(), 0]);
}

/** Fails unless that is so, and nothing is left to do. */
async function expectWhole(round: number): Promise<void> {
  await expectOnRecord(round);
  expect(await changes()).toEqual([]);
}

async function rounds(): Promise<number> {
  return (await engine.exec(first, ["cat", "/data/rounds"])).split("\n").length - 1;
}

/** Whether the engine runs this round's container of that name. */
async function runs(name: string, round: number): Promise<boolean> {
  const { State, Config } = await engine.inspect(name);
  return State.Running && Config.Env.includes(`ROUND=${round}`);
}

/** Brings it up; where a run that was disturbed still ends its work, after that. */
async function upAgain(): Promise<string> {
  const holder = await project.lockHolder();
  if (holder !== undefined) await waitFor(() => !existsSync(`/proc/${holder}`), patient);
  const { code, stderr } = await project.tryHomelab(["up", "--yes"]);
  expect(`${code} ${stderr}`).toMatch(/^0 /);
  return stderr;
}

describe("a run that is killed", () => {
  // What it has said costs nothing to look at.
  const heard = { ...patient, every: 20 };
  const moments = [
    ["pulumi", "creates the network", heard, (said: string) => said.includes(`creating network ${stack}_default`)],
    ["pulumi", "has the first container, not healthy yet", patient, (_: string, round: number) => runs(first, round)],
    ["pulumi", "begins with the second container", heard, (said: string) => said.includes(`container ${second}`)],
    ["pulumi", "has the last container", patient, (_: string, round: number) => runs(third, round)],
    ["homelab", "has said its first word of a container", heard, (said: string) => said.includes(`container ${first}`)],
    ["homelab", "has the first container, not healthy yet", patient, (_: string, round: number) => runs(first, round)],
    ["homelab", "has the last container", patient, (_: string, round: number) => runs(third, round)],
  ] as const;

  it.each(moments.map((moment, round) => [...moment, round] as const))(
    "(%s) when it %s, is made whole by the next",
    async (victim, _, how, reached, round) => {
      await project.define(definition({ round }));
      const run = project.start(["up", "--yes"]);
      await waitFor(() => reached(run.said, round), how);
      const pid = victim === "homelab" ? run.child.pid : await project.lockHolder();
      if (pid === undefined) throw new Error(`${victim} does not run: ${run.said}`);
      process.kill(pid, "SIGKILL");
      expect(await run.ended).not.toBe(0);
      await upAgain();
      await expectOnRecord(round);
    },
  );

  it("leaves nothing to do, and keeps the data", async () => {
    await expectWhole(moments.length - 1);
    expect(await rounds()).toBeGreaterThanOrEqual(moments.length);
  });
});

describe("Ctrl-C", () => {
  it.each([
    ["to the command alone, as a script's", false],
    ["to the whole group, as a terminal's", true],
  ])("%s, ends it at a clean point, which the next run goes on from", async (_, group) => {
    const round = group ? 102 : 101;
    await project.define(definition({ round }));
    const run = project.start(["up", "--yes"]);
    await waitFor(() => runs(first, round), patient);
    const holder = await project.lockHolder();
    run.child.kill("SIGINT");
    if (group && holder !== undefined) process.kill(holder, "SIGINT");
    expect(await run.ended).toBe(1);
    expect(run.said).toContain("HL748");
    // What had begun is done, and on record; nothing is locked.
    await waitFor(async () => (await engine.inspect(first)).State.Health?.Status === "healthy", patient);
    const begun = (await project.containers()).get(first);
    expect(await project.lockHolder()).toBeUndefined();
    expect(await upAgain()).not.toContain("broken off");
    expect((await project.containers()).get(first)).toBe(begun);
    await expectOnRecord(round);
  });
});

describe("a registry that is down", () => {
  it("stops nothing, and names the image", async () => {
    const before = await project.containers();
    const port = await freePort();
    await project.define(definition({ round: 102, other: `127.0.0.1:${port}/pfail/none:1` }));
    const failed = await project.tryHomelab(["up", "--yes"]);
    expect([failed.code, failed.stderr]).toEqual([1, expect.stringContaining(`127.0.0.1:${port}/pfail/none:1`)]);
    expect(failed.stderr).toMatch(/cannot be pulled.*nothing was stopped/);
    expect(failed.stderr).toMatch(/^1 error$/m);
    expect(await project.containers()).toEqual(before);
  });
});

describe("a host port that somebody else's process has", () => {
  it("is named with its container, harms no other, and once free is taken", async () => {
    const { server, port } = await listening();
    const before = await project.containers();
    await project.define(definition({ round: 102, port }));
    try {
      const failed = await project.tryHomelab(["up", "--yes"]);
      expect([failed.code, failed.stderr]).toEqual([
        1,
        expect.stringMatching(new RegExp(`${third}.*port 127\\.0\\.0\\.1:${port}`)),
      ]);
      const after = await project.containers();
      expect([after.get(first), after.get(second)]).toEqual([before.get(first), before.get(second)]);
    } finally {
      server.close();
    }
    await upAgain();
    await expectWhole(102);
    expect(await engine.docker(["port", third])).toContain(`127.0.0.1:${port}`);
  });
});

describe("a state file that is lost", () => {
  it("is said to be, by preview too; all is taken over as it is", async () => {
    const before = await rounds();
    const stacks = join(project.root, ".pulumi", "stacks");
    for (const name of await readdir(stacks, { recursive: true })) {
      if (name.includes(`${stack}.json`)) await rm(join(stacks, name));
    }
    const there = await project.containers();
    expect(await project.homelab(["preview"])).toContain("not in Pulumi's state");
    expect(await project.containers()).toEqual(there);
    expect(await upAgain()).toContain(`taken over: container ${first}`);
    expect(await project.containers()).toEqual(there);
    await expectWhole(102);
    expect(await rounds()).toBe(before);
  });
});

describe("what is somebody else's", () => {
  it("on a container's or a network's name is left alone, and said before anything is changed", async () => {
    await project.define(definition({ round: 103 }));
    await project.homelab(["destroy", "--yes"]);
    const container = await engine.docker(["run", "--detach", "--name", third, image, "sleep", "36000"]);
    const network = await engine.docker(["network", "create", `${stack}_default`]);
    try {
      for (const verb of [["preview"], ["up", "--yes"]]) {
        const failed = await project.tryHomelab(verb);
        expect(failed.code).toBe(1);
        expect(failed.stderr).toMatch(new RegExp(`container ${third} already.*not this homelab's`));
        expect(failed.stderr).toMatch(new RegExp(`network ${stack}_default already.*not this homelab's`));
      }
      expect((await project.containers()).size).toBe(0);
      expect((await engine.inspect(third)).Id).toBe(container.trim());
      expect(await engine.docker(["network", "inspect", "--format", "{{.Id}}", `${stack}_default`])).toBe(network);
    } finally {
      await engine.docker(["rm", "--force", container.trim()]);
      await engine.docker(["network", "rm", network.trim()]);
    }
    await upAgain();
    await expectWhole(103);
  });
});

async function listening(): Promise<{ readonly server: Server; readonly port: number }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return { server, port: typeof address === "object" && address !== null ? address.port : 0 };
}

/** A port of the loopback address where nobody listens. */
async function freePort(): Promise<number> {
  const { server, port } = await listening();
  server.close();
  return port;
}
