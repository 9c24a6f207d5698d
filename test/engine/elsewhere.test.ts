import { existsSync } from "node:fs";
import { chmod, copyFile, cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { isAbsolute, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ExecError, type ExecOptions, type ExecResult, tryExec } from "../../lib/system/exec.ts";
import { type PulumiTools, pulumiTools } from "../../lib/tools/pulumi-home.ts";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";
import { canMakeUsers, OtherUser } from "./other-user.ts";
import { program } from "./program.ts";

// Where a homelab was brought up from, and by whom, is no part of it: from another clone, with the state that both have, and
// as another user, there is nothing to do.
const repository = fileURLToPath(new URL("../..", import.meta.url));
const [lab, stack] = ["elsewhere", "elsewhere-app"];

type Run = (command: string, args: readonly string[], options?: ExecOptions) => Promise<ExecResult>;

/** A clone of the project, and who works in it. */
interface Checkout {
  readonly folder: string;
  readonly run: Run;
  /** Compose's program and its first arguments, if not the first user's. */
  readonly compose?: { readonly command: string; readonly args: readonly string[] };
}

let base: string;
let tools: PulumiTools;
let first: Checkout;
let there: string;

const definition = (image: string) => `
import { ConfigFile, Homelab, Secret, Service, Stack, Volume } from "homelab-stacks";

const image = ${JSON.stringify(image)};
const stack = new Stack(new Homelab(${JSON.stringify(lab)}), ${JSON.stringify(stack)});
const web = new Service(stack, "web", {
  image,
  command: ["httpd", "-f", "-p", "8080"],
  init: true,
  environment: { TOKEN: Secret.generated(stack, "token"), KEY_FILE: Secret.generated(stack, "key").file() },
  configs: [new ConfigFile(stack, "conf", { target: "/etc/web.conf", content: { text: "plain\\n" } })],
  volumes: [{ volume: new Volume(stack, "data", { class: "data" }), target: "/data" }],
  healthcheck: { test: ["CMD", "true"], interval: "1s", timeout: "5s", retries: 10 },
  stopGracePeriod: "1s",
});
new Service(stack, "side", { image, command: ["sleep", "36000"], init: true, networkMode: { service: web }, stopGracePeriod: "1s" });

export default stack.node.root;
`;

async function sound(run: Promise<ExecResult>): Promise<string> {
  const result = await run;
  if (result.code !== 0) throw new ExecError("the command", [], result);
  return result.stdout;
}

const homelab = ({ folder, run }: Checkout, args: readonly string[], env: ExecOptions["env"] = {}) =>
  sound(run(process.execPath, [join(repository, "bin/homelab.js"), ...args], { cwd: folder, env }));

const git = ({ folder, run }: Checkout, args: readonly string[]) =>
  sound(run("git", ["-c", "user.name=Ann", "-c", "user.email=ann@example.com", ...args], { cwd: folder }));

/** What runs, its ids and since when. */
async function running(): Promise<string> {
  const ids = await engine.docker(["ps", "--all", "--quiet", "--filter", `label=com.docker.compose.project=${stack}`]);
  const format = "{{.Name}} {{.Id}} {{.State.StartedAt}}";
  return await engine.docker(["inspect", "--format", format, ...ids.split("\n").filter((id) => id !== "")]);
}

/** Fails unless all that can be done from a checkout changes nothing. */
async function expectQuiet(checkout: Checkout, env: ExecOptions["env"] = {}): Promise<void> {
  const { changes } = JSON.parse(await homelab(checkout, ["preview", "--json"], env)) as { changes: unknown[] };
  expect(changes).toEqual([]);
  const pulumi = `eval "$("${process.execPath}" "${join(repository, "bin/homelab.js")}" env)" && pulumi preview --non-interactive --diff --expect-no-changes`;
  await sound(checkout.run("sh", ["-c", pulumi], { cwd: checkout.folder, env }));
  await homelab(checkout, ["up", "--yes"], env);
  expect(await running()).toBe(there);
  await homelab(checkout, ["render", "--secrets"], env);
  const { command, args } = checkout.compose ?? engine.facts.compose;
  const folder = join(checkout.folder, "compose", stack);
  await sound(checkout.run(command, [...args, "--ansi", "never", "up", "--detach"], { cwd: folder, env }));
  expect(await running()).toBe(there);
}

/** A clone of what was committed, with the packages. */
async function clone(folder: string, run: Run): Promise<Checkout> {
  await sound(run("git", ["clone", "--quiet", join(base, "project.bundle"), folder]));
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  return { folder, run };
}

beforeAll(async () => {
  await engine.cleanup([stack]);
  await program("git", "git");
  const image = await busybox();
  tools = await pulumiTools({ onProgress: (line) => process.stderr.write(`${line}\n`) });
  base = await mkdtemp(join(tmpdir(), "homelab-elsewhere-"));
  await chmod(base, 0o755);
  await mkdir(join(base, "run"), { mode: 0o700 });
  const env = {
    ...tools.env,
    XDG_CONFIG_HOME: join(base, "config"),
    XDG_RUNTIME_DIR: join(base, "run"),
    PULUMI_CONFIG_PASSPHRASE: undefined,
  };
  const run: Run = (command, args, options) => tryExec(command, args, { ...options, env: { ...env, ...options?.env } });
  first = { folder: join(base, "project"), run };
  await mkdir(join(first.folder, "stacks"), { recursive: true });
  const write = (name: string, text: string) => writeFile(join(first.folder, name), text);
  await write("package.json", '{ "type": "module" }\n');
  await write("main.js", `export { default } from ${JSON.stringify(join(repository, "bin/pulumi.js"))};\n`);
  const yaml = await readFile(join(repository, "Pulumi.yaml"), "utf8");
  await write("Pulumi.yaml", yaml.replace("bin/pulumi.js", "main.js"));
  await write(".gitignore", "node_modules\n.pulumi/\n");
  await copyFile(join(repository, "stacks/pulumi.ts"), join(first.folder, "stacks/pulumi.ts"));
  await write("stacks/homelab.ts", definition(image));
  await symlink(join(repository, "node_modules"), join(first.folder, "node_modules"));
  await homelab(first, ["up", "--yes"]);
  await homelab(first, ["render"]);
  there = await running();
  expect(there.split("\n")).toHaveLength(3);
  await git(first, ["init", "--quiet"]);
  await git(first, ["add", "--all"]);
  await git(first, ["commit", "--quiet", "--message", "the homelab"]);
  await git(first, ["bundle", "create", join(base, "project.bundle"), "HEAD", "--all"]);
});

afterAll(async () => {
  await engine.cleanup([stack]);
  await rm(base, { recursive: true, force: true });
});

describe("from another folder", () => {
  it("a clone with a copy of the state sees no change, and makes none; nor does Compose", async () => {
    const other = await clone(join(base, "elsewhere", "another-name"), first.run);
    await cp(join(first.folder, ".pulumi"), join(other.folder, ".pulumi"), { recursive: true });
    await expectQuiet(other);
  });

  it("nor does one that names the state's folder", async () => {
    const other = await clone(join(base, "elsewhere", "third"), first.run);
    await expectQuiet(other, { PULUMI_BACKEND_URL: `file://${first.folder}` });
  });
});

describe.runIf(canMakeUsers)("as another user", () => {
  let user: OtherUser;

  beforeAll(async () => {
    user = await OtherUser.make();
  });

  afterAll(() => user?.remove());

  it("with an own clone, home and key, sees no change, and makes none; nor does Compose", async () => {
    // Their tools, as `homelab setup` would get them: copies, since the first user's are closed to others.
    const home = join(user.home, ".pulumi");
    for (const part of ["bin", "libexec", "plugins"].filter((name) => existsSync(join(tools.home, name)))) {
      await cp(join(tools.home, part), join(home, part), { recursive: true });
    }
    const { command, args } = engine.facts.compose;
    const compose = { command: isAbsolute(command) ? join(user.home, "docker-compose") : command, args };
    if (isAbsolute(command)) await copyFile(command, compose.command);
    const key = join(user.home, "identity.txt");
    await copyFile(join(base, "config/homelab-stacks/identity.txt"), key);
    const state = join(user.home, "state");
    await cp(join(first.folder, ".pulumi"), join(state, ".pulumi"), { recursive: true });
    await user.own(user.home);
    const env = {
      HOMELAB_AGE_KEY_FILE: key,
      PULUMI_HOME: home,
      PULUMI_CONFIG_PASSPHRASE: undefined,
      PULUMI_BACKEND_URL: `file://${state}`,
      PATH: `${join(home, "bin")}:${process.env["PATH"]}`,
    };
    const run: Run = (command, args, options) =>
      user.run(command, args, { ...options, env: { ...env, ...options?.env } });
    expect((await sound(run("id", ["--user", "--name"]))).trim()).toBe(user.name);
    await expectQuiet({ ...(await clone(join(user.home, "homelab"), run)), compose });
  });
});
