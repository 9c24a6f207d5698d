import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { busybox } from "./busybox.ts";
import { engine, waitFor } from "./engine.ts";
import { Events } from "./events.ts";
import { PulumiProject } from "./pulumi-project.ts";

// A refactor that moves a volume, applied by Pulumi: the data stays, and never two servers at it.

const stack = "moved-app";
let project: PulumiProject;
let image: string;

function definition(name: string, extra = ""): string {
  return `
import { Homelab, Service, Stack, Volume } from "homelab-stacks";

const lab = new Homelab("moved");
const stack = new Stack(lab, ${JSON.stringify(stack)});
new Service(stack, ${JSON.stringify(name)}, {
  image: ${JSON.stringify(image)},
  // As a database does, it stops in its own time when told to.
  command: ["sh", "-c", "trap 'sleep 1; exit 0' TERM; date >> /data/starts; while :; do sleep 0.1; done"],
  volumes: [{ volume: new Volume(stack, ${JSON.stringify(`${name}-data`)}, { class: "database" }), target: "/data" }],
  healthcheck: { test: ["CMD", "true"], interval: "1s" },
});
${extra}
export default lab;
`;
}

beforeAll(async () => {
  image = await busybox();
  project = await PulumiProject.create(definition("old"), [stack]);
  await project.homelab(["up", "--yes"]);
});

afterAll(() => project?.dispose());

describe("a volume under another path", () => {
  it("stops preview and up alike, before anything is touched", async () => {
    const before = await project.containers();
    await project.define(definition("new"));
    for (const verb of [["preview"], ["up", "--yes"]]) {
      const { code, stderr } = await project.tryHomelab(verb);
      expect([code, stderr]).toEqual([2, expect.stringContaining("HL090")]);
    }
    const { code, stdout } = await project.tryPulumi(["up", "--yes", "--skip-preview"]);
    expect([code === 0, stdout]).toEqual([false, expect.stringContaining("HL090")]);
    expect(await project.containers()).toEqual(before);
  });

  it("keeps its data once it is said to have moved, and its old server is down before the new one starts", async () => {
    const events = new Events(stack);
    onTestFinished(() => events.end());
    const move = `lab.moved("${stack}/old-data", "${stack}/new-data");`;
    await project.define(definition("new", move));
    await project.homelab(["up", "--yes"]);
    expect((await engine.exec(`${stack}-new-1`, ["cat", "/data/starts"])).trim().split("\n")).toHaveLength(2);
    await waitFor(() => events.seen.includes(`container start ${stack}-new-1`));
    expect(events.seen).toContain(`container die ${stack}-old-1`);
    expect(events.seen.indexOf(`container die ${stack}-old-1`)).toBeLessThan(
      events.seen.indexOf(`container start ${stack}-new-1`),
    );
    expect([...(await project.containers()).keys()]).toEqual([`${stack}-new-1`]);
  });

  it("is on record, so that the line may go and nothing changes", async () => {
    expect(await readFile(join(project.root, "stacks/homelab.lock"), "utf8")).toContain(`${stack}_old-data`);
    await project.define(definition("new"));
    expect((await project.tryHomelab(["preview", "--exit-code"])).code).toBe(0);
    const volumes = await engine.docker(["volume", "ls", "--quiet", "--filter", `name=${stack}_`]);
    expect(volumes.trim()).toBe(`${stack}_old-data`);
  });
});
