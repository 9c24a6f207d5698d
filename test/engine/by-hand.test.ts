import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type ExecResult, tryExec } from "../../lib/system/exec.ts";
import { pulumiTools } from "../../lib/tools/pulumi-home.ts";
import { busybox } from "./busybox.ts";
import { Processes } from "./canaries.ts";
import { engine } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";

// A user's shell after `homelab setup`: plain `pulumi` and `homelab` in turns, on one state.
const command = fileURLToPath(new URL("../../bin/homelab.js", import.meta.url));
const stack = "byhand-app";
const web = `${stack}-web-1`;
let project: PulumiProject;
let image: string;

function definition(greeting: string): string {
  return `
import { Homelab, Secret, Service, Stack, Volume } from "homelab-stacks";

const stack = new Stack(new Homelab("byhand"), ${JSON.stringify(stack)});
new Service(stack, "web", {
  image: ${JSON.stringify(image)},
  command: ["httpd", "-f", "-p", "8080"],
  environment: { GREETING: ${JSON.stringify(greeting)}, TOKEN: Secret.generated(stack, "token") },
  volumes: [{ volume: new Volume(stack, "data", { class: "data" }), target: "/data" }],
  healthcheck: { test: ["CMD", "true"], interval: "1s", timeout: "1s", retries: 3 },
  stopGracePeriod: "1s",
});

export default stack.node.root;
`;
}

/** Runs lines as a user types them into a shell that has nothing set: `homelab` is the command, `pulumi` what the PATH finds. */
async function shell(lines: string, more: Record<string, string> = {}): Promise<ExecResult> {
  const none = Object.keys(process.env).filter((name) => name.startsWith("PULUMI_"));
  const env = {
    ...Object.fromEntries(none.map((name) => [name, undefined])),
    XDG_CONFIG_HOME: join(project.root, ".config"),
    XDG_RUNTIME_DIR: join(project.root, "run"),
    ...more,
  };
  const script = `homelab() { ${JSON.stringify(process.execPath)} ${JSON.stringify(command)} "$@"; }\nset -e\n${lines}\n`;
  return await tryExec("sh", ["-c", script], { cwd: project.root, env });
}

/** The same after `eval "$(homelab env)"`; it has to end well. */
async function typed(lines: string): Promise<string> {
  const result = await shell(`eval "$(homelab env)"\n${lines}`);
  expect(result).toMatchObject({ code: 0 });
  return `${result.stdout}${result.stderr}`;
}

const quiet = "pulumi preview --non-interactive --diff --expect-no-changes\npulumi up --yes --expect-no-changes";

beforeAll(async () => {
  image = await busybox();
  project = await PulumiProject.create(definition("one"), [stack], {}, false);
  await mkdir(join(project.root, "run"), { mode: 0o700 });
});

afterAll(() => project?.dispose());

describe("plain pulumi after `homelab env`", () => {
  it("is what `homelab setup` ends with", async () => {
    const { code, stderr } = await shell("homelab setup");
    expect([code, stderr]).toEqual([0, expect.stringContaining('eval "$(npx homelab env)"')]);
  });

  it("brings it up, and homelab sees no change then; the passphrase is in a file alone", async () => {
    const processes = new Processes();
    const env = await shell("homelab env");
    const said = await typed("pulumi up --yes\nhomelab preview --exit-code\nhomelab up --yes\nhomelab status");
    const lines = await processes.end();
    expect(said).toContain("nothing to do");
    const folder = join(project.root, "run", "homelab-stacks");
    const [file = "", ...others] = await readdir(folder);
    expect([others, (await stat(join(folder, file))).mode & 0o777]).toEqual([[], 0o600]);
    const passphrase = await readFile(join(folder, file), "utf8");
    expect(passphrase).toHaveLength(40);
    expect(lines.some((line) => line.includes("pulumi up --yes"))).toBe(true);
    expect([env.stdout, env.stderr, said, ...lines].filter((text) => text.includes(passphrase))).toEqual([]);
  });

  it("sees no change after an edit that homelab applied", async () => {
    await project.define(definition("two"));
    await typed(`homelab up --yes\n${quiet}`);
    expect((await engine.inspect(web)).Config.Env).toContain("GREETING=two");
  });

  it("applies an edit after which homelab sees no change", async () => {
    await project.define(definition("three"));
    const before = (await project.containers()).get(web);
    await typed("pulumi up --yes");
    const after = (await project.containers()).get(web);
    expect(after).not.toBe(before);
    expect(await typed(`homelab preview --exit-code\nhomelab up --yes\n${quiet}`)).toContain("nothing to do");
    expect((await project.containers()).get(web)).toBe(after);
  });

  it("destroys it, but for the volume", async () => {
    await typed("pulumi destroy --yes");
    expect((await project.containers()).size).toBe(0);
    expect(await engine.docker(["volume", "ls", "--quiet", "--filter", `name=${stack}`])).toBe(`${stack}_data\n`);
  });
});

describe("homelab", () => {
  it("does not take another project's passphrase, left in the shell, for the user's own", async () => {
    const left = join(project.root, "run", "homelab-stacks", "pulumi-passphrase-0123456789abcdef");
    expect(await shell("homelab preview --json", { PULUMI_CONFIG_PASSPHRASE_FILE: left })).toMatchObject({ code: 0 });
  });

  it("takes the CLI from whatever folder of the PATH it is in, as a version manager's shims", async () => {
    const { cli } = await pulumiTools();
    const shims = join(project.root, "shims");
    await mkdir(shims);
    await writeFile(join(shims, "pulumi"), `#!/bin/sh\necho shim >>used\nexec '${cli}' "$@"\n`, { mode: 0o755 });
    const path = `${shims}:${process.env["PATH"]}`;
    expect(await shell("homelab preview --json", { PATH: path })).toMatchObject({ code: 0 });
    expect(await readFile(join(project.root, "used"), "utf8")).toContain("shim");
  });
});
