import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { busybox } from "./busybox.ts";
import { engine, waitFor } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";

// What only one container may hold changes hands: a volume and a folder that are written to, a host port, a fixed address, a
// subnet, a device. Two sets of them go from one service to the next, by one `up` each time, and never to two at once.
const [a, b] = [`hand-${process.pid}-a`, `hand-${process.pid}-b`];
const subnet = "172.29.77";
let project: PulumiProject;
let image: string;
let folder: string;

/** Which service has which set of things; the stack and the network's id. */
interface Row {
  readonly stack: string;
  readonly lan: string;
  readonly sets: Readonly<Record<string, readonly (1 | 2)[]>>;
}

const base: Row = { stack: a, lan: "lan", sets: { one: [1], two: [2] } };

const rows: readonly (readonly [string, Row])[] = [
  ["swap", { stack: a, lan: "lan", sets: { one: [2], two: [1] } }],
  ["rename", { stack: a, lan: "lan2", sets: { uno: [2], dos: [1] } }],
  ["hand over to a new service", { stack: a, lan: "lan2", sets: { uno: [], dos: [1], front: [2] } }],
  ["move to another stack", { stack: b, lan: "lan2", sets: { dos: [1], front: [2] } }],
  ["remove and reuse", { stack: b, lan: "lan2", sets: { front: [1, 2] } }],
];

/** Fails to get the lock of a volume or folder which another one still has, and leaves word of it. */
const probe = (sets: readonly number[]) => {
  const places = sets.flatMap((set) => [`/data${set}`, `/bind${set}`]);
  const lock = places.map((at) => `mkdir ${at}/lock || echo twice >> ${at}/log; echo start >> ${at}/log`).join("; ");
  const free = places.map((at) => `rmdir ${at}/lock`).join("; ");
  return ["sh", "-c", `trap '${free || "true"}; exit 0' TERM; ${lock || "true"}; while :; do sleep 0.1; done`];
};

function definition({ stack, lan, sets }: Row): string {
  const services = Object.entries(sets).map(
    ([id, all]) => `
new Service(stack, ${JSON.stringify(id)}, {
  image: ${JSON.stringify(image)},
  command: ${JSON.stringify(probe(all))},
  stopGracePeriod: "3s",
  volumes: [${all.map((n) => `{ volume: v${n}, target: "/data${n}" }, { bind: "${folder}/${n}", target: "/bind${n}" }`)}],
  ports: [${all.map((n) => `{ target: ${8000 + n}, published: ${19_420 + n}, hostIp: "${n === 1 ? "0.0.0.0" : "127.0.0.1"}" }`)}],
  ${all.length === 0 ? "" : `networks: [{ network: lan, ipv4Address: "${subnet}.${10 + Math.min(...all)}" }],`}
  devices: [${all.map((n) => `{ source: "/dev/${n === 1 ? "zero" : "full"}", target: "/dev/set${n}" }`)}],
});`,
  );
  const moved = stack === b ? [1, 2].map((n) => `lab.moved("${a}/v${n}", "${b}/v${n}");`) : [];
  return `
import { Homelab, Network, Service, Stack, Volume } from "homelab-stacks";

const lab = new Homelab("hand");
const stack = new Stack(lab, ${JSON.stringify(stack)});
const lan = new Network(stack, ${JSON.stringify(lan)}, { ipam: [{ subnet: "${subnet}.0/24", gateway: "${subnet}.1" }] });
const v1 = new Volume(stack, "v1", { class: "database" });
const v2 = new Volume(stack, "v2", { class: "data" });
${services.join("\n")}
${moved.join("\n")}
export default lab;
`;
}

/** By the number of a set, the container that has it. */
function holders({ stack, sets }: Row): Map<number, string> {
  return new Map(Object.entries(sets).flatMap(([id, all]) => all.map((n) => [n, `${stack}-${id}-1`] as const)));
}

async function logs(): Promise<string> {
  const [one, two] = await Promise.all([1, 2].map((n) => readFile(join(folder, `${n}/log`), "utf8")));
  const volume = ["run", "--rm", "--volume", `${a}_v1:/1`, "--volume", `${a}_v2:/2`, image, "cat", "/1/log", "/2/log"];
  return `${one}${two}${await engine.docker(volume)}`;
}

/** Fails unless each set's old holder died before its new one started. */
async function expectOneAtATime(before: Row, after: Row, since: string): Promise<void> {
  const until = String(Math.ceil(Date.now() / 1000));
  const args = ["events", "--since", since, "--until", until, "--filter", "type=container"];
  const events = (await engine.docker([...args, "--format", "{{.Action}} {{.Actor.Attributes.name}}"])).split("\n");
  for (const [set, holder] of holders(after)) {
    const [died, started] = [`die ${holders(before).get(set)}`, `start ${holder}`];
    expect(events).toEqual(expect.arrayContaining([died, started]));
    expect([died, started, events.indexOf(died) < events.indexOf(started)]).toEqual([died, started, true]);
  }
  expect(await logs()).not.toContain("twice");
}

beforeAll(async () => {
  image = await busybox();
  folder = await mkdtemp(join(tmpdir(), "handover-"));
  for (const n of [1, 2]) await mkdir(join(folder, String(n)), { recursive: true });
  project = await PulumiProject.create(definition(base), [a, b]);
  await project.homelab(["up", "--yes"]);
});

afterAll(async () => {
  await project?.dispose();
  await rm(folder, { recursive: true, force: true });
});

describe("what only one may hold", () => {
  let before = base;

  it.each(rows)("changes hands in one up: %s", async (_, row) => {
    await project.define(definition(row));
    expect(await project.homelab(["preview"])).toMatch(
      new RegExp(`${holders(before).get(1)} stops before ${holders(row).get(1)}`),
    );
    const since = String(Math.floor(Date.now() / 1000));
    const { code, stderr } = await project.tryHomelab(["up", "--yes"]);
    expect(`${code} ${stderr}`).toMatch(/^0 /);
    await expectOneAtATime(before, row, since);
    expect([...(await project.containers()).keys()]).toEqual(
      Object.keys(row.sets)
        .map((id) => `${row.stack}-${id}-1`)
        .sort(),
    );
    before = row;
  });

  it.each(["the handover has begun", "the old holder has stopped"])("survives a kill when %s", async (moment) => {
    const row: Row = {
      stack: b,
      lan: moment.includes("begun") ? "lan3" : "lan4",
      sets: { [`next${moment.length}`]: [1, 2] },
    };
    const old = holders(before).get(1) ?? "";
    await project.define(definition(row));
    const run = project.start(["up", "--yes"]);
    const reached = async () =>
      moment.includes("begun") ? run.said.includes(`${old} stops before`) : !(await engine.inspect(old)).State.Running;
    await waitFor(reached, { every: 20, timeout: 180_000 });
    const holder = await project.lockHolder();
    if (holder === undefined) throw new Error(`Pulumi does not run: ${run.said}`);
    process.kill(holder, "SIGKILL");
    expect(await run.ended).not.toBe(0);
    const { code, stderr } = await project.tryHomelab(["up", "--yes"]);
    expect(`${code} ${stderr}`).toMatch(/^0 /);
    expect([...(await project.containers()).keys()]).toEqual([holders(row).get(1)]);
    expect(await logs()).not.toContain("twice");
    expect((await project.tryHomelab(["preview", "--exit-code"])).code).toBe(0);
    before = row;
  });

  it("comes from Compose, whatever its containers are called", async () => {
    await project.homelab(["destroy", "--yes"]);
    const row: Row = { stack: b, lan: "lan5", sets: { kuma: [1], front: [2] } };
    const [kuma, former] = [`kuma-${process.pid}`, `former-${process.pid}`];
    const service = (name: string, n: number) => ({
      image,
      container_name: name,
      command: probe([n as 1 | 2]),
      volumes: [`v${n}:/data${n}`, `${folder}/${n}:/bind${n}`],
      ports: [`127.0.0.1:${19_420 + n}:80`],
    });
    const volume = (n: number) => ({ name: `${a}_v${n}`, external: true });
    const file = {
      services: { kuma: service(kuma, 1), former: service(former, 2) },
      volumes: { v1: volume(1), v2: volume(2) },
    };
    await mkdir(join(project.root, "compose", b), { recursive: true });
    await writeFile(join(project.root, "compose", b, "compose.yaml"), JSON.stringify(file));
    await project.compose(b, ["--project-name", b, "up", "--detach"]);
    await project.define(definition(row));
    const since = String(Math.floor(Date.now() / 1000));
    const { code, stderr } = await project.tryHomelab(["up", "--yes"]);
    expect(`${code} ${stderr}`).toMatch(/^0 /);
    const running = await engine.docker([
      "ps",
      "--format",
      "{{.Names}}",
      "--filter",
      `label=com.docker.compose.project=${b}`,
    ]);
    expect(running.trim().split("\n").sort()).toEqual([`${b}-front-1`, `${b}-kuma-1`]);
    expect([...(await project.containers()).keys()]).not.toContain(kuma);
    const until = String(Math.ceil(Date.now() / 1000));
    const args = ["events", "--since", since, "--until", until, "--filter", "type=container"];
    const events = (await engine.docker([...args, "--format", "{{.Action}} {{.Actor.Attributes.name}}"])).split("\n");
    for (const [old, next] of [
      [kuma, `${b}-kuma-1`],
      [former, `${b}-front-1`],
    ]) {
      expect([old, events.indexOf(`die ${old}`) < events.indexOf(`start ${next}`)]).toEqual([old, true]);
    }
    expect(await logs()).not.toContain("twice");
  });

  it("is left with somebody else who has it, named before anything is touched", async () => {
    const { code } = await project.tryHomelab(["destroy", "--yes"]);
    expect(code).toBe(0);
    const name = `${a}-somebody`;
    const server = createServer().listen(19_422, "127.0.0.1");
    await engine.docker([
      "run",
      "--detach",
      "--name",
      name,
      "--publish",
      "127.0.0.1:19421:80",
      image,
      "sleep",
      "36000",
    ]);
    try {
      for (const verb of [["preview"], ["up", "--yes"]]) {
        const failed = await project.tryHomelab(verb);
        expect([failed.code, failed.stderr]).toEqual([1, expect.stringMatching(/HL754/)]);
        expect(failed.stderr).toContain(`the container ${name}`);
        expect(failed.stderr).toContain(`process ${process.pid}`);
      }
      expect((await project.containers()).size).toBe(0);
    } finally {
      server.close();
      await engine.docker(["rm", "--force", name]);
    }
  });
});
