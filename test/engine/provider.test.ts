import { symlinkSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as docker from "@pulumi/docker";
import { LocalWorkspace, PulumiCommand, type PulumiFn, type Stack } from "@pulumi/pulumi/automation/index.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exec } from "../../lib/system/exec.ts";
import { PROVIDER_VERSION } from "../../lib/tools/provider.ts";
import { type PulumiTools, pulumiTools } from "../../lib/tools/pulumi-home.ts";
import { declaredInputs, type PackageSchema, servedInputs } from "./docker-types.ts";
import { engine } from "./engine.ts";

const own = "homelab-provider-test";
let tools: PulumiTools;
let folder: string;
let env: Record<string, string>;

beforeAll(async () => {
  tools = await pulumiTools({ onProgress: (line) => process.stderr.write(`engine: ${line}\n`) });
  folder = await mkdtemp(join(tmpdir(), "provider-"));
  env = { ...tools.env, PULUMI_BACKEND_URL: `file://${folder}`, PULUMI_CONFIG_PASSPHRASE: "of a test" };
}, 1_800_000);

afterAll(async () => {
  await removeAll();
  await rm(folder, { recursive: true });
});

/** Removes whatever a test has left in the engine, and nothing else. */
async function removeAll(): Promise<void> {
  for (const kind of ["network", "volume"]) {
    for (const name of await names(kind)) await engine.docker([kind, "rm", name]);
  }
}

async function names(kind: string): Promise<string[]> {
  const out = await engine.docker([kind, "ls", "--filter", `name=${own}`, "--format", "{{.Name}}"]);
  return out.split("\n").filter((name) => name !== "");
}

async function stack(name: string, program: PulumiFn): Promise<Stack> {
  const pulumiCommand = await PulumiCommand.get({ root: fileURLToPath(new URL("..", `file://${tools.cli}`)) });
  return LocalWorkspace.createOrSelectStack(
    { stackName: name, projectName: own, program },
    { pulumiCommand, envVars: env, pulumiHome: tools.home },
  );
}

const networkAndVolume =
  (labels: docker.types.input.NetworkLabel[] = []): PulumiFn =>
  async () => {
    new docker.Network("network", { name: `${own}-network`, labels }, { deleteBeforeReplace: true });
    new docker.Volume("volume", { name: `${own}-volume` }, { deleteBeforeReplace: true });
  };

describe("the docker provider", () => {
  it("takes what @pulumi/docker declares: every resource and function, every property, every type", async () => {
    const schema = await exec(tools.cli, ["package", "get-schema", `docker@${PROVIDER_VERSION}`], { env: tools.env });
    const { "docker:index/image:Image": image, ...declared } = declaredInputs();
    // The one resource that Pulumi wrote itself, to build images: it is not part of the Terraform provider.
    expect(image).toBeDefined();
    expect(Object.keys(declared)).toHaveLength(18);
    // An id that the engine gives and nobody can set: npm's declaration has it among the inputs by mistake.
    const cluster = declared["docker:index/volume:Volume"]?.["cluster?"];
    if (typeof cluster !== "object" || !("object" in cluster)) throw new Error("Volume has no cluster any more");
    const { "id?": _, ...settable } = cluster.object as Record<string, unknown>;
    expect(servedInputs(JSON.parse(schema) as PackageSchema)).toEqual({
      ...declared,
      "docker:index/volume:Volume": {
        ...declared["docker:index/volume:Volume"],
        "cluster?": { object: settable },
      },
    });
  });

  it("brings up a network and a volume by an inline program, sees no change after, and takes them away", async () => {
    const first = await stack("first", networkAndVolume());
    const up = await first.up();
    expect(up.summary.resourceChanges).toEqual({ create: 3 });
    expect(await names("network")).toEqual([`${own}-network`]);
    expect(await names("volume")).toEqual([`${own}-volume`]);
    expect((await first.preview({ expectNoChanges: true })).changeSummary).toEqual({ same: 3 });
    await first.refresh({ expectNoChanges: true });
    await first.destroy();
    expect([...(await names("network")), ...(await names("volume"))]).toEqual([]);
  });

  it("replaces what has a name of its own by deleting it first", async () => {
    const first = await stack("replace", networkAndVolume());
    await first.up();
    const again = await stack("replace", networkAndVolume([{ label: "changed", value: "yes" }]));
    const order: string[] = [];
    await again.up({
      onEvent: ({ resourcePreEvent: event }) => {
        if (event?.metadata.type === "docker:index/network:Network") order.push(event.metadata.op);
      },
    });
    expect(order).toEqual(["delete-replaced", "replace", "create-replacement"]);
    await again.destroy();
  });

  it("names what has none after its logical name, with a suffix", async () => {
    const unnamed = await stack("unnamed", async () => {
      new docker.Volume(`${own}-unnamed`);
    });
    await unnamed.up();
    expect(await names("volume")).toEqual([expect.stringMatching(new RegExp(`^${own}-unnamed-[0-9a-f]{7}$`))]);
    await unnamed.destroy();
  });
});

describe("the language host", () => {
  it("runs the program of a plain `pulumi up`, in TypeScript by Node's arguments", async () => {
    const program = await mkdtemp(join(folder, "program-"));
    symlinkSync(fileURLToPath(new URL("../../node_modules", import.meta.url)), join(program, "node_modules"));
    await writeFile(join(program, "package.json"), JSON.stringify({ name: own, type: "module", main: "main.ts" }));
    await writeFile(
      join(program, "Pulumi.yaml"),
      `name: ${own}\nmain: main.ts\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n    nodeargs: --import=tsx\n`,
    );
    await writeFile(
      join(program, "main.ts"),
      `import * as docker from "@pulumi/docker";\nconst name: string = "${own}-plain";\nnew docker.Volume("plain", { name });\n`,
    );
    const pulumi = (...args: string[]) => exec(tools.cli, [...args, "--stack", "plain"], { cwd: program, env });
    await exec(tools.cli, ["stack", "init", "plain"], { cwd: program, env });
    await pulumi("up", "--yes", "--skip-preview");
    expect(await names("volume")).toEqual([`${own}-plain`]);
    await pulumi("preview", "--expect-no-changes");
    await pulumi("destroy", "--yes", "--skip-preview");
  });
});
