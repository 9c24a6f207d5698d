import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { exec } from "../../lib/system/exec.ts";
import { install } from "../../lib/tools/cache.ts";
import { pulumiTools } from "../../lib/tools/pulumi-home.ts";
import { busybox } from "./busybox.ts";
import { PulumiProject } from "./pulumi-project.ts";

// The whole way, by the Node that users have: the command and Pulumi's program both run in it. Node itself comes from
// npm, like all else that a clone needs.

const stack = "pulumi-node";
let project: PulumiProject | undefined;

afterEach(() => project?.dispose());

it.each(["22.23.3", "24.9.0", "26.10.0"])("Node %s brings a homelab up, and all is quiet then", async (version) => {
  const node = await nodeOf(version);
  const { env } = await pulumiTools();
  project = await PulumiProject.create(definition(await busybox()), [stack], { PATH: `${node}:${env["PATH"]}` });
  await project.homelab(["up", "--yes"]);
  expect(await project.statuses()).toEqual([expect.stringMatching(`^${stack}-web-1 Up .* \\(healthy\\)$`)]);
  const there = await project.containers();
  await project.pulumi(["preview", "--expect-no-changes"]);
  await project.homelab(["preview", "--exit-code"]);
  expect(await project.containers()).toEqual(there);
  expect(await project.homelab(["status"])).toMatch(/pulumi-node +web +running +healthy/);
});

describe("a repository from the packed package, as its user makes it", () => {
  let home: string;
  let archive: string;

  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "homelab-nodes-"));
    const clone = fileURLToPath(new URL("../..", import.meta.url));
    await exec("npm", ["pack", "--silent", "--pack-destination", home], { cwd: clone });
    archive = (await readdir(home)).find((name) => name.endsWith(".tgz")) ?? "";
    await exec("npm", ["install", "--silent", "--prefix", join(home, "tool"), join(home, archive)], { cwd: home });
  });

  afterAll(() => rm(home, { recursive: true, force: true }));

  it.each([process.versions.node, "22.23.3", "24.9.0"])(
    "Node %s: types, check and render pass at once",
    async (version) => {
      const node = version === process.versions.node ? dirname(process.execPath) : await nodeOf(version);
      const env = { PATH: `${node}:${process.env["PATH"]}`, XDG_CONFIG_HOME: join(home, ".config") };
      const name = `lab-${version.split(".")[0]}`;
      const run = (command: string, ...args: readonly string[]) => exec(command, args, { cwd: join(home, name), env });
      await exec(join(home, "tool/node_modules/.bin/homelab"), ["init", name, "--package", archive], {
        cwd: home,
        env,
      });
      await run("npx", "tsc");
      await run("npm", "run", "check");
      await run("npm", "run", "render");
      expect(await readdir(join(home, name, "compose"))).toContain("homepage");
      await run("npx", "homelab", "check", "--fail-on", "warning");
    },
  );
});

/** The folder of a version's program. */
async function nodeOf(version: string): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = await install("node", version, async (place) => {
    await exec("npm", ["install", "--prefix", place, "--no-save", "--ignore-scripts", `${name}@${version}`]);
  });
  const bin = join(folder, "node_modules", name, "bin");
  expect(await exec(join(bin, "node"), ["--version"])).toBe(`v${version}\n`);
  return bin;
}

function definition(image: string): string {
  return `import { Homelab, Secret, Service, Stack, Volume } from "homelab-stacks";
const stack = new Stack(new Homelab("node-versions"), ${JSON.stringify(stack)});
new Service(stack, "web", {
  image: ${JSON.stringify(image)},
  command: ["httpd", "-f", "-p", "8080"],
  environment: { TOKEN: Secret.generated(stack, "token") },
  healthcheck: { test: ["CMD", "true"], interval: "1s", timeout: "1s", retries: 3 },
  stopGracePeriod: "1s",
  volumes: [{ volume: new Volume(stack, "data", { class: "data" }), target: "/data" }],
});
export default stack.node.root;
`;
}
