import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exec, tryExec } from "../../lib/system/exec.ts";
import { pulumiTools } from "../../lib/tools/pulumi-home.ts";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";

// A homelab in a repository of its own, with this project as one of its packages: as npm packs and installs it.

const repository = fileURLToPath(new URL("../..", import.meta.url));
const stack = "package-app";
let root: string;
let env: Readonly<Record<string, string>>;

const run = (command: string, ...args: readonly string[]) => exec(command, args, { cwd: root, env });
const homelab = (...args: readonly string[]) => run(join(root, "node_modules/.bin/homelab"), ...args);
const containers = () => engine.ofProjects([stack], ["ps", "--all", "--format", "{{.Names}} {{.Status}}"]);

beforeAll(async () => {
  await engine.cleanup([stack]);
  const image = await busybox();
  const tools = await pulumiTools({ onProgress: (line) => process.stderr.write(`${line}\n`) });
  root = await mkdtemp(join(tmpdir(), "homelab-package-"));
  env = { ...tools.env, PULUMI_CONFIG_PASSPHRASE: "only for this test", XDG_CONFIG_HOME: join(root, ".config") };
  await exec("npm", ["pack", "--silent", "--pack-destination", root], { cwd: repository });
  await writeFile(join(root, "package.json"), '{ "type": "module", "private": true }\n');
  const [archive = ""] = (await readdir(root)).filter((name) => name.endsWith(".tgz"));
  await run("npm", "install", "--silent", join(root, archive));
  await mkdir(join(root, "stacks"));
  await writeFile(join(root, "stacks/homelab.ts"), definition(image));
  const from = join(root, "node_modules/homelab-stacks");
  await copyFile(join(from, "stacks/pulumi.ts"), join(root, "stacks/pulumi.ts"));
  const yaml = await readFile(join(from, "Pulumi.yaml"), "utf8");
  await writeFile(join(root, "Pulumi.yaml"), yaml.replace("main: bin/pulumi.js", "main: main.js"));
  await writeFile(join(root, "main.js"), 'export { default } from "homelab-stacks/main";\n');
});

afterAll(async () => {
  await engine.cleanup([stack]);
  await rm(root, { recursive: true, force: true });
});

function definition(image: string): string {
  return `import { Homelab, Service, Stack } from "homelab-stacks";
const lab = new Homelab("package");
new Service(new Stack(lab, ${JSON.stringify(stack)}), "web", {
  image: ${JSON.stringify(image)},
  command: ["httpd", "-f", "-p", "8080"],
  healthcheck: { test: ["CMD", "true"], interval: "1s", timeout: "1s", retries: 3 },
  stopGracePeriod: "1s",
});
export default lab;
`;
}

it("is checked, brought up and quiet then, by the command and by plain pulumi", async () => {
  await homelab("check");
  await homelab("up", "--yes");
  expect(await containers()).toEqual([expect.stringMatching(`^${stack}-web-1 Up .* \\(healthy\\)$`)]);
  await homelab("preview", "--exit-code");
  await run("pulumi", "preview", "--expect-no-changes", "--non-interactive");
});

it("is not taken for the package's example, where Pulumi's main lies in the package", async () => {
  const file = join(root, "Pulumi.yaml");
  const yaml = await readFile(file, "utf8");
  await writeFile(file, yaml.replace("main: main.js", "main: node_modules/homelab-stacks/bin/pulumi.js"));
  const { code, stderr } = await tryExec(join(root, "node_modules/.bin/homelab"), ["up", "--yes"], { cwd: root, env });
  await writeFile(file, yaml);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/HL740[\s\S]*homelab-stacks\/main/)]);
});

it("is rendered and taken down", async () => {
  await homelab("render");
  expect(await readdir(join(root, "compose", stack))).toContain("compose.yaml");
  await homelab("destroy", "--yes");
  expect(await containers()).toEqual([]);
});
