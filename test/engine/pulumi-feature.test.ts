import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";
import { featureDefinition, featureStacks } from "./feature-service.ts";
import { normaliseContainer, normaliseNetwork, normaliseVolume } from "./normalise.ts";
import { PulumiProject } from "./pulumi-project.ts";

// The order of these tests is a story: one homelab, brought up by Pulumi, looked at, handed to Compose, and brought up by
// Compose from nothing.
let project: PulumiProject;
const files = "/etc/app/app.conf /plain /run/secrets/key";
let byPulumi: Awaited<ReturnType<typeof system>>;

beforeAll(async () => {
  project = await PulumiProject.create(featureDefinition(await busybox()), featureStacks);
});

afterAll(() => project?.dispose());

async function system() {
  const containers = await project.inspect("container");
  const name = (one: Record<string, unknown>) => String(one["Name"]).replace(/^\//, "");
  const names = new Map(containers.map((one) => [String(one["Id"]), name(one)]));
  const byName = <T>(items: readonly Record<string, never>[], read: (one: Record<string, never>) => T) =>
    Object.fromEntries(items.map((one) => [name(one), read(one)]).sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)));
  return {
    containers: byName(containers, (one) => normaliseContainer(one, names)),
    networks: byName(await project.inspect("network"), normaliseNetwork),
    volumes: byName(await project.inspect("volume"), normaliseVolume),
    // What inspect does not tell: the delivered files, and the environment as the process has it.
    files: await engine.exec("parity-app-web-1", ["sh", "-c", `stat -c "%n %a %u:%g" ${files}; cat ${files}`]),
    environment: (await engine.exec("parity-app-web-1", ["sh", "-c", "tr '\\0' '\\n' < /proc/self/environ"]))
      .split("\n")
      .sort(),
  };
}

describe("a homelab that uses every field", () => {
  it("comes up by `pulumi up`", async () => {
    await project.up();
    byPulumi = await system();
    expect(byPulumi.files).toContain("/etc/app/app.conf 644 7:8\n/plain 444 0:0\n/run/secrets/key 444 0:0\n");
    expect(Object.keys(byPulumi.containers)).toEqual([
      "parity-app-host-1",
      "parity-app-init-1",
      "parity-app-none-1",
      "parity-app-side-1",
      "parity-app-web-1",
      "parity-edge-front-1",
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
    const started = await startTimes();
    for (const stack of featureStacks) await project.compose(stack, ["up", "--detach"]);
    expect(await project.containers()).toEqual(before);
    expect(await startTimes()).toEqual(started);
    const listed = JSON.parse(await project.compose("parity-app", ["ls", "--format", "json"])) as { Name: string }[];
    expect(listed.map((one) => one.Name)).toEqual(expect.arrayContaining([...featureStacks]));
  });

  it("is the same system when Compose brings it up from nothing", async () => {
    await project.pulumi(["destroy", "--yes", "--skip-preview"]);
    await project.clear();
    for (const stack of featureStacks) await project.compose(stack, ["up", "--detach", "--wait"]).catch(() => {});
    const byCompose = await system();
    // What joins another's namespaces has a hash of that one's id, which is another one now.
    for (const side of [byPulumi, byCompose])
      forget(side.containers["parity-app-side-1"], "com.docker.compose.config-hash");
    expect(byCompose).toEqual(byPulumi);
  });
});

function forget(container: unknown, label: string): void {
  const { Config } = container as { Config: { Labels: Record<string, string> } };
  expect(Config.Labels[label]).toMatch(/^[0-9a-f]{64}$/);
  delete Config.Labels[label];
}

/** When each running container started; a one-shot starts again by every `docker compose up`, as Compose has it. */
async function startTimes(): Promise<Record<string, string>> {
  const running = (await project.inspect("container")) as unknown as {
    Name: string;
    State: { Running: boolean; StartedAt: string };
  }[];
  return Object.fromEntries(running.filter((one) => one.State.Running).map((one) => [one.Name, one.State.StartedAt]));
}
