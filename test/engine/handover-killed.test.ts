import { spawn } from "node:child_process";
import { afterAll, beforeAll, expect, it } from "vitest";
import { waitFor } from "./engine.ts";
import { HandedSets, type Row } from "./handed-sets.ts";
import { PulumiProject } from "./pulumi-project.ts";

// A handover whose run is killed after each of its steps on the host, one run a step: the next `up` finishes it.
let handed: HandedSets;
let project: PulumiProject;
let now: Row;

/** The sets change hands, the subnet goes to another network, and all services get new names. */
const round = (stack: string, n: number): Row => ({
  stack,
  lan: `lan${n}`,
  sets: { [`one${n}`]: [1], [`two${n}`]: [2] },
});

/** What Docker says it did to this test's containers and networks, a step a line, as it happens. */
class Steps {
  readonly seen: string[] = [];
  readonly #child;

  constructor(about: string) {
    const filters = ["create", "start", "die", "destroy"].flatMap((event) => ["--filter", `event=${event}`]);
    const format = "{{.Type}} {{.Action}} {{.Actor.Attributes.name}}";
    this.#child = spawn("docker", ["events", ...filters, "--format", format], { stdio: ["ignore", "pipe", "ignore"] });
    this.#child.stdout.on("data", (chunk: Buffer) => {
      const lines = chunk.toString().split("\n");
      this.seen.push(...lines.filter((line) => line.includes(about)));
    });
  }

  end(): void {
    this.#child.kill();
  }
}

/** `homelab up`, killed with all that it started once Docker has done so many steps; nothing where it ended before. */
async function killedAfter(count: number): Promise<string | undefined> {
  const steps = new Steps(handed.stacks[0]);
  const run = project.start(["up", "--yes"]);
  let ended = false;
  void run.ended.then(() => {
    ended = true;
  });
  try {
    await waitFor(() => ended || steps.seen.length >= count, { every: 5, timeout: 180_000 });
    if (ended) return undefined;
    const holder = await project.lockHolder();
    run.child.kill("SIGKILL");
    if (holder !== undefined) process.kill(holder, "SIGKILL");
    await run.ended;
    return steps.seen[count - 1];
  } finally {
    steps.end();
  }
}

beforeAll(async () => {
  handed = await HandedSets.create("killed", 19_430, "10.77.2");
  now = round(handed.stacks[0], 0);
  project = await PulumiProject.create(handed.definition(now), handed.stacks);
  await project.homelab(["up", "--yes"]);
});

afterAll(async () => {
  await project?.dispose();
  await handed?.dispose();
});

it("ends as if undisturbed, whichever step it is killed after", async () => {
  const after: string[] = [];
  for (let count = 1; ; count += 1) {
    const row = round(handed.stacks[0], count);
    await project.define(handed.definition(row));
    const step = await killedAfter(count);
    const { code, stderr } = await project.tryHomelab(["up", "--yes"]);
    expect([step, `${code} ${stderr}`]).toEqual([step, expect.stringMatching(/^0 /)]);
    expect([step, [...(await project.containers()).keys()]]).toEqual([step, handed.containers(row)]);
    expect([step, (await project.statuses()).filter((line) => !/ Up /.test(line))]).toEqual([step, []]);
    expect(await handed.logs()).not.toContain("twice");
    if (step === undefined) break;
    after.push(step.replace(/\d+/g, "").split(" ").slice(0, 2).join(" "));
  }
  expect((await project.tryHomelab(["preview", "--exit-code"])).code).toBe(0);
  // The old holders stop, their network goes, the new network and containers come, the old containers go.
  expect([...new Set(after)].sort()).toEqual(
    [
      "container create",
      "container destroy",
      "container die",
      "container start",
      "network create",
      "network destroy",
    ].sort(),
  );
});
