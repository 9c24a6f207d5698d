import { afterAll, beforeAll, expect, it } from "vitest";
import { waitFor } from "./engine.ts";
import { Events } from "./events.ts";
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

/** `homelab up`, killed with all that it started once Docker has done so many steps. The steps that were done. */
async function killedAfter(count: number): Promise<readonly string[]> {
  const events = new Events(handed.homelab);
  const run = project.start(["up", "--yes"]);
  let ended = false;
  void run.ended.then(() => {
    ended = true;
  });
  try {
    await waitFor(() => ended || events.seen.length >= count, { every: 5, timeout: 180_000 });
    const holder = ended ? undefined : await project.lockHolder();
    if (!ended) run.child.kill("SIGKILL");
    if (holder !== undefined) process.kill(holder, "SIGKILL");
    await run.ended;
    return [...events.seen];
  } finally {
    events.end();
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

/** The next round, killed after so many steps, and finished by another `up`. */
async function finished(n: number, count: number): Promise<readonly string[]> {
  const row = round(handed.stacks[0], n);
  await project.define(handed.definition(row));
  const steps = await killedAfter(count);
  const { code, stderr } = await project.tryHomelab(["up", "--yes"]);
  const after = `killed after ${steps.join(", ")}`;
  expect([after, `${code} ${stderr}`]).toEqual([after, expect.stringMatching(/^0 /)]);
  expect([after, [...(await project.containers()).keys()]]).toEqual([after, handed.containers(row)]);
  expect([after, (await project.statuses()).filter((line) => !/ Up /.test(line))]).toEqual([after, []]);
  expect(await handed.logs()).not.toContain("twice");
  return steps;
}

it("ends as if undisturbed, whichever step it is killed after", async () => {
  const whole = await finished(1, Number.POSITIVE_INFINITY);
  // The old holders stop, their network goes, the new network and containers come, the old containers go.
  const kinds = whole.map((step) => step.split(" ").slice(0, 2).join(" "));
  expect([...new Set(kinds)].sort()).toEqual([
    "container create",
    "container destroy",
    "container die",
    "container start",
    "network create",
    "network destroy",
  ]);
  // Of several steps of one kind in a row: after the first.
  const counts = kinds.flatMap((kind, index) => (kind === kinds[index - 1] ? [] : [index + 1]));
  for (const [index, count] of counts.entries()) await finished(index + 2, count);
  expect((await project.tryHomelab(["preview", "--exit-code"])).code).toBe(0);
});
