import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";

// The Docker host that a homelab was applied to, and another one. There is one engine here: the record is another's.
const stack = "newhost-app";
const web = `${stack}-web-1`;
let project: PulumiProject;

const settings = () => join(project.root, "Pulumi.newhost.yaml");
const recorded = async () => parse(await readFile(settings(), "utf8")).config["homelab:engine"] as string;
const here = async () => (await engine.docker(["info", "--format", "{{.ID}} {{.Name}}"])).trim();

beforeAll(async () => {
  const image = await busybox();
  project = await PulumiProject.create(
    `import { Homelab, Service, Stack, Volume } from "homelab-stacks";
const stack = new Stack(new Homelab("newhost"), ${JSON.stringify(stack)});
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
});

afterAll(() => project?.dispose());

it("is recorded by up, and by no preview", async () => {
  await project.homelab(["preview"]);
  expect(await readFile(settings(), "utf8")).not.toContain("engine");
  await project.homelab(["up", "--yes"]);
  expect(await recorded()).toBe(await here());
});

it("stops every verb on another host, which names both, and nothing is touched", async () => {
  const file = parse(await readFile(settings(), "utf8"));
  await writeFile(settings(), stringify({ ...file, config: { ...file.config, "homelab:engine": "0000-1111 nas" } }));
  const before = await project.containers();
  const name = (await here()).split(" ")[1];
  for (const args of [["preview"], ["up", "--yes"], ["destroy", "--yes"]]) {
    const { code, stderr } = await project.tryHomelab(args);
    expect([code, stderr]).toEqual([1, expect.stringContaining(`Docker host "nas", and this is "${name}"`)]);
    expect(stderr).toMatch(/HL757[\s\S]*homelab up --new-host/);
  }
  const { code, stdout, stderr } = await project.tryPulumi(["up", "--yes", "--skip-preview"]);
  expect([code === 0, `${stdout}${stderr}`]).toEqual([false, expect.stringContaining("HL757")]);
  expect([await project.containers(), await recorded()]).toEqual([before, "0000-1111 nas"]);
});

it("is brought up where up is told that it is a new one, which has nothing of it yet", async () => {
  await engine.docker(["rm", "--force", web]);
  await engine.docker(["volume", "rm", `${stack}_data`]);
  await engine.docker(["network", "rm", `${stack}_default`]);
  const { code, stderr } = await project.tryHomelab(["up", "--yes", "--new-host"]);
  expect([code, stderr]).toEqual([0, expect.not.stringContaining("HL756")]);
  expect([(await project.containers()).size, await recorded()]).toEqual([1, await here()]);
  await project.homelab(["preview", "--exit-code"]);
});
