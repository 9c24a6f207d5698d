import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exec } from "../../lib/system/exec.ts";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";
import { NewerDocker } from "./newer-docker.ts";
import { PulumiProject } from "./pulumi-project.ts";

// A Docker Engine as it is installed today: its images are in containerd's store, where an image has an id of its own and
// one for each platform, and Compose tells a container by the latter.

const stack = "newer-docker";
const web = `${stack}-web-1`;
const image = "newer-docker.test/web:1";
const host = process.env["DOCKER_HOST"];
let docker: NewerDocker;
let project: PulumiProject;

beforeAll(async () => {
  const base = await busybox();
  docker = await NewerDocker.start();
  const archive = join(docker.folder, "base.tar");
  await engine.docker(["image", "save", "--output", archive, base]);
  process.env["DOCKER_HOST"] = docker.host;
  await engine.docker(["image", "load", "--input", archive]);
  await engine.docker(["build", "--tag", image, "-"], { input: `FROM ${base}\n` });
  project = await PulumiProject.create(definition, [stack], { DOCKER_HOST: docker.host, DOCKER_CONFIG: docker.config });
});

afterAll(async () => {
  await project?.dispose();
  await docker?.stop();
  if (host === undefined) delete process.env["DOCKER_HOST"];
  else process.env["DOCKER_HOST"] = host;
});

const definition = `import { Homelab, Service, Stack, Volume } from "homelab-stacks";
const stack = new Stack(new Homelab("newer"), ${JSON.stringify(stack)});
new Service(stack, "web", {
  image: ${JSON.stringify(image)},
  command: ["sh", "-c", "echo hello >> /data/log; exec httpd -f -p 8080"],
  volumes: [{ volume: new Volume(stack, "data", { class: "data" }), target: "/data" }],
  healthcheck: { test: ["CMD", "true"], interval: "1s", timeout: "1s", retries: 3 },
  stopGracePeriod: "1s",
});
export default stack.node.root;
`;

/** `docker compose <args>` on the rendered file. */
function compose(args: readonly string[]): Promise<string> {
  return exec(docker.compose, ["--ansi", "never", ...args], { cwd: join(project.root, "compose", stack) });
}

const label = async () => (await engine.inspect(web)).Config.Labels["com.docker.compose.image"];
const imageId = async (...flags: string[]) =>
  (await engine.docker(["image", "inspect", "--format", "{{.Id}}", ...flags, image])).trim();

it("brings a homelab up, quiet from then on", async () => {
  await project.homelab(["up", "--yes"]);
  const there = await project.containers();
  await project.expectQuiet();
  await project.homelab(["preview", "--exit-code"]);
  expect(await project.containers()).toEqual(there);
  expect(await project.homelab(["status"])).toMatch(/web +running +healthy .*none/);
});

it("is Compose's own, which restarts nothing", async () => {
  const there = await project.containers();
  await project.homelab(["render"]);
  await compose(["up", "--detach"]);
  expect(await project.containers()).toEqual(there);
  expect(await imageId()).not.toBe(await imageId("--platform", "linux"));
  expect(await label()).toBe(await imageId("--platform", "linux"));
});

it("is taken over from Compose, of whichever version, and not restarted", async () => {
  for (const up of [compose, (args: readonly string[]) => project.compose(stack, args)]) {
    await project.compose(stack, ["down"]);
    await up(["up", "--detach"]);
    const there = await project.containers();
    await project.homelab(["up", "--yes"]);
    await project.homelab(["preview", "--exit-code"]);
    expect(await project.containers()).toEqual(there);
  }
  expect(await label()).toBe(await imageId());
});
