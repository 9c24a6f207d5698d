import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { engine, waitFor } from "./engine.ts";
import { Events } from "./events.ts";
import { HandedSets, probe, type Row } from "./handed-sets.ts";
import { PulumiProject } from "./pulumi-project.ts";

// What only one container may hold changes hands by one `up` each time, and is never had by two at once.
const subnet = "10.77.1";
let handed: HandedSets;
let project: PulumiProject;
let now: Row;

const base = (a: string): Row => ({ stack: a, lan: "lan", sets: { one: [1], two: [2] } });

const rows: readonly (readonly [string, (a: string, b: string) => Row])[] = [
  ["swap", (stack) => ({ stack, lan: "lan", sets: { one: [2], two: [1] } })],
  ["rename", (stack) => ({ stack, lan: "lan2", sets: { uno: [2], dos: [1] } })],
  ["hand over to a new service", (stack) => ({ stack, lan: "lan2", sets: { uno: [], dos: [1], front: [2] } })],
  ["move to another stack", (_, stack) => ({ stack, lan: "lan2", sets: { dos: [1], front: [2] } })],
  ["remove and reuse", (_, stack) => ({ stack, lan: "lan2", sets: { front: [1, 2] } })],
];

/** The sets that have another holder afterwards, or one with other sets: it is recreated. */
function changed(before: Row, after: Row): (readonly [set: number, holder: string])[] {
  const all = (row: Row, holder: string | undefined) => [...handed.holders(row)].filter(([, one]) => one === holder);
  return [...handed.holders(after)].filter(
    ([set, holder]) =>
      !isDeepStrictEqual(all(before, handed.holders(before).get(set)), all(after, holder)) || before.lan !== after.lan,
  );
}

/** Fails unless each set's old holder died before its new one started. */
async function expectOneAtATime(before: Row, after: Row, { seen }: Events): Promise<void> {
  for (const [set, holder] of changed(before, after)) {
    await expectInOrder(seen, `container die ${handed.holders(before).get(set)}`, `container start ${holder}`);
  }
  expect(await handed.logs()).not.toContain("twice");
}

/** Fails unless both happened, in this order. */
async function expectInOrder(seen: readonly string[], ...both: readonly [string, string]): Promise<void> {
  // The events of a run that has ended may still be on their way here.
  await waitFor(() => both.every((one) => seen.includes(one)), { timeout: 10_000 }).catch(() => undefined);
  expect(seen.filter((one) => both.includes(one)).slice(0, 2)).toEqual(both);
}

beforeAll(async () => {
  handed = await HandedSets.create("hand", 19_420, subnet);
  now = base(handed.stacks[0]);
  project = await PulumiProject.create(handed.definition(now), handed.stacks);
  await project.homelab(["up", "--yes"]);
});

afterAll(async () => {
  await project?.dispose();
  await handed?.dispose();
});

describe("what only one may hold", () => {
  it.each(rows)("changes hands in one up: %s", async (_, rowOf) => {
    const row = rowOf(...handed.stacks);
    const before = now;
    now = row;
    await project.define(handed.definition(row));
    const said = await project.homelab(["preview"]);
    for (const [set, holder] of changed(before, row)) {
      // One that keeps its name is replaced in place.
      if (handed.holders(before).get(set) === holder) continue;
      expect(said).toMatch(new RegExp(`${handed.holders(before).get(set)} stops before .*${holder}`));
    }
    const events = new Events(handed.homelab);
    onTestFinished(() => events.end());
    const { code, stderr } = await project.tryHomelab(["up", "--yes"]);
    expect(`${code} ${stderr}`).toMatch(/^0 /);
    await expectOneAtATime(before, row, events);
    expect([...(await project.containers()).keys()]).toEqual(handed.containers(row));
    expect((await engine.inspect(handed.named)).Config.Labels["com.docker.compose.service"]).toBe(
      `named-${Object.keys(row.sets)[0]}`,
    );
  });

  it("comes from Compose, whatever its containers are called", async () => {
    await project.homelab(["destroy", "--yes"]);
    const { image, folder, stacks } = handed;
    const [a, b] = stacks;
    const row: Row = { stack: b, lan: "lan5", sets: { kuma: [1], front: [2] } };
    const [kuma, former] = [`${handed.homelab}-kuma`, `${handed.homelab}-former`];
    const service = (name: string, n: number) => ({
      image,
      container_name: name,
      command: probe([n as 1 | 2]),
      volumes: [`v${n}:/data${n}`, `${folder}/${n}:/bind${n}`],
      ports: [`127.0.0.1:${19_420 + n}:80`, `127.0.0.1:${19_420 + n}:80/udp`],
      networks: { lan: { ipv4_address: `${subnet}.${10 + n}` } },
      devices: [`/dev/${n === 1 ? "zero" : "full"}:/dev/set${n}`],
    });
    const volume = (n: number) => ({ name: `${a}_v${n}`, external: true });
    const file = {
      services: { kuma: service(kuma, 1), former: service(former, 2) },
      volumes: { v1: volume(1), v2: volume(2) },
      // Its subnet goes to the network of another key.
      networks: { lan: { ipam: { config: [{ subnet: `${subnet}.0/24` }] } } },
    };
    await mkdir(join(project.root, "compose", b), { recursive: true });
    await writeFile(join(project.root, "compose", b, "compose.yaml"), JSON.stringify(file));
    await project.compose(b, ["--project-name", b, "up", "--detach"]);
    await project.define(handed.definition(row));
    const events = new Events(handed.homelab);
    onTestFinished(() => events.end());
    const { code, stderr } = await project.tryHomelab(["up", "--yes"]);
    expect(`${code} ${stderr}`).toMatch(/^0 /);
    // What was added to rendered files by hand is stopped for what it has, and not removed.
    expect(stderr).toMatch(new RegExp(`HL755\\s+the container ${former} `));
    const running = await engine.docker([
      "ps",
      "--format",
      "{{.Names}}",
      "--filter",
      `label=com.docker.compose.project=${b}`,
    ]);
    expect(running.trim().split("\n").sort()).toEqual(handed.containers(row));
    expect([...(await project.containers()).keys()]).not.toContain(kuma);
    for (const [old, next] of [
      [kuma, `${b}-kuma-1`],
      [former, `${b}-front-1`],
    ]) {
      await expectInOrder(events.seen, `container die ${old}`, `container start ${next}`);
    }
    expect(await handed.logs()).not.toContain("twice");
    await engine.docker(["rm", former]);
  });

  it("is left with somebody else who has it, named before anything is touched", async () => {
    const { code } = await project.tryHomelab(["destroy", "--yes"]);
    expect(code).toBe(0);
    const { image, stacks } = handed;
    const name = `${stacks[0]}-somebody`;
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
