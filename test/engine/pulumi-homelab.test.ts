import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engine } from "./engine.ts";
import { tunnelCredentials } from "./project.ts";
import { PulumiProject } from "./pulumi-project.ts";
import { notWell, startTimes, system } from "./system.ts";

// The example homelab: brought up by Pulumi, handed to Compose, brought up by Compose from nothing.

const stacks = ["edge", "nextcloud", "forgejo", "homepage"] as const;
let project: PulumiProject;
let byPulumi: Awaited<ReturnType<typeof system>>;

beforeAll(async () => {
  const definition = await readFile(new URL("../../stacks/homelab.ts", import.meta.url), "utf8");
  project = await PulumiProject.create(definition, stacks);
  await project.homelab(["secrets", "set", "EDGE_TUNNEL_CREDENTIALS"], tunnelCredentials);
  const mirror = engine.mirror === undefined ? [] : ["--mirror", engine.mirror];
  await project.homelab(["render", "--secrets", ...mirror]);
  const images = await Promise.all(stacks.map((stack) => project.compose(stack, ["config", "--images"])));
  const prefix = engine.mirror === undefined ? "" : `${engine.mirror}/`;
  const references = new Set(images.flatMap((list) => list.split("\n").filter((line) => line !== "")));
  await engine.images([...references].map((image) => image.slice(prefix.length)));
  if (engine.mirror !== undefined) await project.pulumi(["config", "set", "mirror", engine.mirror]);
});

afterAll(() => project?.dispose());

describe("the example homelab", () => {
  it("comes up by `pulumi up`, every container healthy", async () => {
    await project.up();
    byPulumi = await system(project);
    expect(await notWell(project)).toEqual({ all: 8, notWell: [] });
  });

  it("changes nothing by a preview, a refresh, or another up", async () => {
    const before = await project.containers();
    await project.expectQuiet();
    expect(await project.containers()).toEqual(before);
  });

  it("is Compose's own to `docker compose up`, which restarts nothing", async () => {
    const before = await project.containers();
    const started = await startTimes(project);
    for (const stack of stacks) await project.compose(stack, ["up", "--detach"]);
    expect(await project.containers()).toEqual(before);
    expect(await startTimes(project)).toEqual(started);
  });

  it("keeps its volumes when Pulumi removes it", async () => {
    await project.pulumi(["destroy", "--yes", "--skip-preview"]);
    const left = await system(project);
    expect(left.containers).toEqual({});
    expect(left.networks).toEqual({});
    expect(left.volumes).toEqual(byPulumi.volumes);
  });

  it("is the same system when Compose brings it up from nothing", async () => {
    await project.clear();
    for (const stack of stacks) await project.compose(stack, ["up", "--detach", "--wait", "--wait-timeout", "300"]);
    expect(await system(project)).toEqual(byPulumi);
  });
});
