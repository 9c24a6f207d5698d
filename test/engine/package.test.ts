import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exec, tryExec } from "../../lib/system/exec.ts";
import { pulumiTools } from "../../lib/tools/pulumi-home.ts";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";

// A homelab in a repository of its own, as `homelab init` of the packed package makes it and npm installs it.

const repository = fileURLToPath(new URL("../..", import.meta.url));
const stack = "package-app";
let home: string;
let archive: string;
let root: string;
let env: Readonly<Record<string, string>>;

const run = (command: string, ...args: readonly string[]) => exec(command, args, { cwd: root, env });
const homelab = (...args: readonly string[]) => run(join(root, "node_modules/.bin/homelab"), ...args);
const containers = () => engine.ofProjects([stack], ["ps", "--all", "--format", "{{.Names}} {{.Status}}"]);

beforeAll(async () => {
  await engine.cleanup([stack]);
  const tools = await pulumiTools({ onProgress: (line) => process.stderr.write(`${line}\n`) });
  home = await mkdtemp(join(tmpdir(), "homelab-package-"));
  root = join(home, "lab");
  env = { ...tools.env, PULUMI_CONFIG_PASSPHRASE: "only for this test", XDG_CONFIG_HOME: join(home, ".config") };
  await exec("npm", ["pack", "--silent", "--pack-destination", home], { cwd: repository });
  archive = (await readdir(home)).find((name) => name.endsWith(".tgz")) ?? "";
  const tool = join(home, "tool");
  await exec("npm", ["install", "--silent", "--prefix", tool, join(home, archive)], { cwd: home });
  const source = ["--name", "package", "--package", join("..", archive)];
  await mkdir(root);
  await exec(join(tool, "node_modules/.bin/homelab"), ["init", ...source], { cwd: root, env });
});

afterAll(async () => {
  await engine.cleanup([stack]);
  await rm(home, { recursive: true, force: true });
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

it("comes of an archive in which every entry has its file, its types and its pages", async () => {
  const check = (...args: readonly string[]) => exec("npx", [...args, join(home, archive)], { cwd: repository });
  await check("publint", "--strict");
  await check("attw", "--profile", "esm-only");
  const files = await exec("tar", ["--list", "--gzip", "--file", join(home, archive)]);
  for (const file of ["docs/checks.md", "docs/components.md", "docs/secrets.md", "docs/api.txt"])
    expect(files).toContain(`package/${file}\n`);
});

it("is checked by TypeScript and by the command as it begins", async () => {
  await run("npm", "run", "check");
  await homelab("render");
  await writeFile(join(root, "stacks/homelab.ts"), definition(await busybox()));
});

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
