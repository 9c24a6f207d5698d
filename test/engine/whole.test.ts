import { chmod, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { build } from "../../lib/model/index.ts";
import { exampleOf, exampleProject, onThisHost, tunnelToken, vpnKey } from "./example-project.ts";
import type { PulumiProject } from "./pulumi-project.ts";
import { reach } from "./reach.ts";
import { notWell, startTimes } from "./system.ts";

// The whole homelab, 06-whole, on one host: by Pulumi, and then by Compose over it.

/** Their images have no tool for a healthcheck. */
const unchecked = ["gotenberg", "tika"].map((name) => `house-office-paperless-${name}-1`);
const { model } = build(exampleOf("06-whole").homelab);
const { stacks } = model;

let folder: string;
let project: PulumiProject;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "whole-"));
  // Each app reads it as a user of its own.
  await chmod(folder, 0o755);
  const provided = { HOUSE_EDGE_TUNNEL_TOKEN: tunnelToken, HOUSE_MEDIA_VPN_PRIVATE_KEY: vpnKey };
  project = await exampleProject("06-whole", provided, (text) => onThisHost(text, folder));
});

afterAll(async () => {
  await project?.dispose();
  await rm(folder, { recursive: true, force: true });
});

it("comes up by `pulumi up`, every container healthy", async () => {
  await project.up();
  const all = stacks.flatMap(({ services }) => services).length;
  expect(await notWell(project, unchecked)).toEqual({ all, notWell: [] });
});

it("has each container reach what the model says, and nothing else", async () => {
  const { real, said } = await reach(model);
  expect(said).not.toEqual([]);
  expect(real).toEqual(said);
});

it("changes nothing by a preview, a refresh, or another up", async () => {
  const before = await project.containers();
  await project.expectQuiet();
  expect(await project.containers()).toEqual(before);
});

it("is Compose's own to `docker compose up`, which restarts nothing", async () => {
  const [before, started] = [await project.containers(), await startTimes(project)];
  for (const { name } of stacks) await project.compose(name, ["up", "--detach"]);
  expect(await project.containers()).toEqual(before);
  expect(await startTimes(project)).toEqual(started);
});
