import { rm } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";
import { featureDefinition, featureStacks } from "./feature-service.ts";
import { PulumiProject } from "./pulumi-project.ts";
import { forgetHash, startTimes, system } from "./system.ts";

// The order of these tests is a story: one homelab, brought up by Pulumi, looked at, handed to Compose, and brought up by
// Compose from nothing.
let project: PulumiProject;
const files = "/etc/app/app.conf /plain /run/secrets/key";
let byPulumi: Awaited<ReturnType<typeof everything>>;

beforeAll(async () => {
  project = await PulumiProject.create(featureDefinition(await busybox()), featureStacks);
});

afterAll(async () => {
  await project?.dispose();
  // The engine makes it, as the folder of a bind mount.
  await rm("/tmp/homelab-parity", { recursive: true, force: true });
});

/** What inspect tells, and what it does not: the delivered files, and the environment as a process has it. */
async function everything() {
  const web = (command: string) => engine.exec("parity-app-web-1", ["sh", "-c", command]);
  return {
    ...(await system(project)),
    files: await web(`stat -c "%n %a %u:%g" ${files}; cat ${files}`),
    environment: (await web("tr '\\0' '\\n' < /proc/self/environ")).split("\n").sort(),
  };
}

describe("a homelab that uses every field", () => {
  it("comes up by `pulumi up`", async () => {
    await project.up();
    byPulumi = await everything();
    expect(byPulumi.files).toContain("/etc/app/app.conf 644 7:8\n/plain 444 0:0\n/run/secrets/key 444 0:0\n");
    expect(Object.keys(byPulumi.containers)).toEqual([
      "parity-app-host-1",
      "parity-app-init-1",
      "parity-app-none-1",
      "parity-app-side-1",
      "parity-app-web-1",
      "parity-edge-front-1",
      "parity-plain-apart-1",
      "parity-plain-app-1",
      "parity-plain-fill-1",
      "parity-plain-guest-1",
      "parity-plain-secretive-1",
      "parity-plain-several-1",
      "parity-plain-several-2",
      "parity-plain-shapes-1",
    ]);
    expect(await engine.exec("parity-app-web-1", ["cat", "/data/index.html"])).toBe(
      "hi & <you> $HOME \"q\" 'x' \\ é\n",
    );
  });

  it("changes nothing by a preview, a refresh, or another up", async () => {
    const before = await project.containers();
    await project.expectQuiet();
    expect(await project.containers()).toEqual(before);
  });

  it("is Compose's own to `docker compose`, which restarts nothing", async () => {
    await project.homelab(["render", "--secrets"]);
    const before = await project.containers();
    const started = await startTimes(project);
    for (const stack of featureStacks) await project.compose(stack, ["up", "--detach"]);
    expect(await project.containers()).toEqual(before);
    expect(await startTimes(project)).toEqual(started);
    const listed = JSON.parse(await project.compose("parity-app", ["ls", "--format", "json"])) as { Name: string }[];
    expect(listed.map((one) => one.Name)).toEqual(expect.arrayContaining([...featureStacks]));
  });

  it("is the same system when Compose brings it up from nothing", async () => {
    await project.pulumi(["destroy", "--yes", "--skip-preview"]);
    await project.clear();
    for (const stack of featureStacks) await project.compose(stack, ["up", "--detach", "--wait"]).catch(() => {});
    const byCompose = await everything();
    // What joins another's namespaces has a hash of that one's id, which is another one now.
    for (const one of [byPulumi, byCompose]) forgetHash(one.containers["parity-app-side-1"]);
    expect(byCompose).toEqual(byPulumi);
  });

  it("is taken over from Compose as it is, every field of it, and quiet then", async () => {
    const before = [await project.containers(), await startTimes(project)];
    await project.homelab(["up", "--yes"]);
    expect([await project.containers(), await startTimes(project)]).toEqual(before);
    expect(JSON.parse(await project.homelab(["preview", "--json"]))).toMatchObject({ changes: [] });
  });

  it("has more and fewer containers of a service, of which those that stay stay as they are", async () => {
    const several = async () =>
      [...(await project.containers())].filter(([name]) => name.startsWith("parity-plain-several-"));
    const before = await several();
    const definition = featureDefinition(await busybox());
    const countsOf = { "replicas: 3": 3, "replicas: 1": 1 };
    for (const [replicas, count] of Object.entries(countsOf)) {
      await project.define(definition.replace("replicas: 2", replicas));
      await project.homelab(["up", "--yes"]);
      const after = await several();
      expect(after.map(([name]) => name)).toEqual([1, 2, 3].slice(0, count).map((n) => `parity-plain-several-${n}`));
      expect(after.slice(0, before.length)).toEqual(before.slice(0, count));
      expect(JSON.parse(await project.homelab(["status", "--json"]))).toMatchObject({ orphans: [] });
    }
  });
});
