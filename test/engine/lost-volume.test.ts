import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";

// A volume that somebody removes by hand: its data is gone, and nobody starts its app on an empty one without a yes.
const command = fileURLToPath(new URL("../../bin/homelab.js", import.meta.url));
const stack = "lostvol-app";
const [web, volume] = [`${stack}-web-1`, `${stack}_data`];
let project: PulumiProject;

beforeAll(async () => {
  const image = await busybox();
  project = await PulumiProject.create(
    `import { Homelab, Service, Stack, Volume } from "homelab-stacks";
const stack = new Stack(new Homelab("lostvol"), ${JSON.stringify(stack)});
new Service(stack, "web", {
  image: ${JSON.stringify(image)},
  command: ["sleep", "3600"],
  init: true,
  volumes: [{ volume: new Volume(stack, "data", { class: "data" }), target: "/data" }],
  stopGracePeriod: "1s",
});
export default stack.node.root;
`,
    [stack],
    { HOMELAB_WATCH: "1s" },
  );
  await project.homelab(["up", "--yes"]);
  await engine.exec(web, ["sh", "-c", "echo precious > /data/file"]);
  await engine.docker(["rm", "--force", web]);
  await engine.docker(["volume", "rm", volume]);
});

afterAll(() => project?.dispose());

const volumes = () => engine.docker(["volume", "ls", "--quiet", "--filter", `name=${volume}`]);

it("is said to be gone by preview, which names it as touched", async () => {
  const { code, stdout, stderr } = await project.tryHomelab(["preview"]);
  expect([code, stdout]).toEqual([0, expect.stringMatching(new RegExp(`create +volume +${volume}`))]);
  expect(stderr).toMatch(/HL756 +lostvol-app\/data +stacks\/homelab.ts:7/);
  expect(stderr).toContain(`volumes touched: ${volume}\n`);
  const report = JSON.parse(await project.homelab(["preview", "--json"]));
  expect(report).toMatchObject({ volumesTouched: [volume], problems: [{ code: "HL756", level: "warning" }] });
});

it("stops up without a terminal, and plain pulumi, before anything is touched", async () => {
  for (const args of [["up"], ["up", "--yes", "--stack", stack]]) {
    const { code, stderr } = await project.tryHomelab(args);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`--recreate-volume ${volume}`)]);
    expect(stderr).toContain("error HL756");
  }
  for (const verb of [["preview"], ["up", "--yes", "--skip-preview"]]) {
    const { code, stdout, stderr } = await project.tryPulumi(verb);
    expect(code).not.toBe(0);
    expect(`${stdout}${stderr}`).toMatch(new RegExp(`HL756[\\s\\S]*homelab up --recreate-volume ${volume}`));
  }
  const unknown = await project.tryHomelab(["up", "--yes", "--recreate-volume", "nobodys"]);
  expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("HL706")]);
  expect([(await project.containers()).size, await volumes()]).toEqual([0, ""]);
});

it("is asked about on a terminal, where no is what Enter says", async () => {
  const env = { ...process.env, PULUMI_CONFIG_PASSPHRASE: "only for this test", HOMELAB_WATCH: "1s" };
  // A terminal of no width breaks a question into its letters.
  const line = `stty cols 120; '${process.execPath}' '${command}' up --yes`;
  const child: ChildProcess = spawn("script", ["-qec", line, "/dev/null"], {
    cwd: project.root,
    env: { ...env, XDG_CONFIG_HOME: join(project.root, ".config") },
  });
  let said = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    const asked = said.includes("Create it empty?");
    said += chunk.toString();
    if (!asked && said.includes("Create it empty?")) child.stdin?.write("\r");
  });
  const [code] = await once(child, "close");
  expect([code, said]).toEqual([0, expect.stringContaining(`The data of the volume ${volume} is gone.`)]);
  expect([(await project.containers()).size, await volumes()]).toEqual([0, ""]);
});

it("is created empty where up is told so by name", async () => {
  const { code, stderr } = await project.tryHomelab(["up", "--yes", "--recreate-volume", volume]);
  expect([code, stderr]).toEqual([0, expect.not.stringContaining("HL756")]);
  expect(await engine.exec(web, ["ls", "/data"])).toBe("");
  await project.homelab(["preview", "--exit-code"]);
});

it("is nothing to ask about where destroy deleted it on purpose", async () => {
  await project.homelab(["destroy", "--yes", "--volumes", volume]);
  expect(await volumes()).toBe("");
  await project.homelab(["up", "--yes"]);
  expect((await project.containers()).size).toBe(1);
});
