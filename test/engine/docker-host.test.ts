import { mkdir, readFile, writeFile } from "node:fs/promises";
import { createConnection, createServer, type Server } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parse, stringify } from "yaml";
import { exec } from "../../lib/system/exec.ts";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";

// Pulumi's configuration names the Docker host, which `docker` by itself does not reach: a socket that leads to this
// engine, where DOCKER_HOST names one that nobody listens at.
const command = fileURLToPath(new URL("../../bin/homelab.js", import.meta.url));
const stack = "dhost-app";
const web = `${stack}-web-1`;
let project: PulumiProject;
let proxy: Server;
let socket: string;
/** What went through the socket. */
let relayed = "";
let image: string;

function definition(health: "true" | "false"): string {
  return `
import { Homelab, Service, Stack, Volume } from "homelab-stacks";

const stack = new Stack(new Homelab("dhost"), ${JSON.stringify(stack)});
new Service(stack, "web", {
  image: ${JSON.stringify(image)},
  command: ["sh", "-c", "echo listening; exec httpd -f -p 8080"],
  volumes: [{ volume: new Volume(stack, "data", { class: "data" }), target: "/data" }],
  healthcheck: { test: ["CMD", "${health}"], interval: "1s", timeout: "1s", retries: 2 },
  stopGracePeriod: "1s",
});

export default stack.node.root;
`;
}

const settings = () => join(project.root, "Pulumi.dhost.yaml");

/** Sets the stack's configuration, and keeps what else Pulumi has in the file. */
async function configure(config: Readonly<Record<string, string>>): Promise<void> {
  const kept = parse(await readFile(settings(), "utf8").catch(() => "{}"));
  await writeFile(settings(), stringify({ ...kept, config }));
}

async function status(): Promise<Record<string, unknown>> {
  const { services } = JSON.parse((await project.tryHomelab(["status", "--json"])).stdout);
  return services[0];
}

beforeAll(async () => {
  image = await busybox();
  project = await PulumiProject.create(definition("true"), [stack], {
    DOCKER_HOST: "unix:///nonexistent/docker.sock",
  });
  const host = (await engine.docker(["context", "inspect", "--format", "{{.Endpoints.docker.Host}}"])).trim();
  proxy = createServer({ allowHalfOpen: true }, (client) => {
    const server = createConnection({ path: host.replace("unix://", ""), allowHalfOpen: true });
    client.on("data", (chunk: Buffer) => {
      relayed += chunk.toString("latin1");
    });
    client.pipe(server).pipe(client);
    for (const [one, other] of [
      [client, server],
      [server, client],
    ] as const)
      one.on("error", () => other.destroy());
  });
  socket = join(project.root, "proxy.sock");
  await new Promise<void>((listening) => {
    proxy.listen(socket, listening);
  });
  await configure({ "docker:host": `unix://${socket}` });
});

afterAll(async () => {
  proxy?.close();
  await project?.dispose();
});

describe("the host that Pulumi's configuration names", () => {
  it("is where up, status and preview look", async () => {
    expect((await project.tryHomelab(["status"])).code).toBe(1);
    await project.homelab(["up", "--yes"]);
    expect(await status()).toMatchObject({ container: web, state: "running", health: "healthy", drift: [] });
    // Only `docker` can tell of a container that is paused.
    await engine.docker(["pause", web]);
    const { changes } = JSON.parse(await project.homelab(["preview", "--json"]));
    expect(changes).toMatchObject([{ action: "replace", name: web, because: ["it is paused"] }]);
    await project.homelab(["up", "--yes"]);
    expect(await status()).toMatchObject({ state: "running", drift: [] });
  });

  it("is where a failed container's log is read", async () => {
    await project.define(definition("false"));
    expect((await project.tryHomelab(["up", "--yes"])).stderr).toMatch(/^ +listening$/m);
  });

  it("is where destroy deletes a volume", async () => {
    await project.homelab(["destroy", "--yes", "--volumes", `${stack}_data`]);
    expect(await engine.docker(["volume", "ls", "--quiet", "--filter", `name=${stack}`])).toBe("");
  });

  it("comes after the one that an option names", async () => {
    const { code, stderr } = await project.tryHomelab(["status", "--host", "unix:///nonexistent/other.sock"]);
    expect([code, stderr]).toEqual([1, expect.stringContaining("HL749")]);
    expect(stderr).toContain("other.sock");
  });
});

describe("the context that `docker` is switched to", () => {
  it("is where Pulumi applies to as well, and plain pulumi after `homelab env`", async () => {
    const folder = join(project.root, "docker");
    await mkdir(folder);
    const env = {
      ...{ DOCKER_CONFIG: folder, DOCKER_HOST: undefined, XDG_CONFIG_HOME: join(project.root, ".config") },
      PULUMI_CONFIG_PASSPHRASE: "only for this test",
    };
    const homelab = (args: readonly string[]) => exec(process.execPath, [command, ...args], { cwd: project.root, env });
    await exec("docker", ["context", "create", "relay", "--docker", `host=unix://${socket}`], { env });
    await exec("docker", ["context", "use", "relay"], { env });
    await configure({});
    await project.define(definition("true"));
    relayed = "";
    await homelab(["up", "--yes"]);
    expect(relayed).toContain(`/containers/create?name=${web}`);
    expect(await homelab(["env"])).toContain(`export DOCKER_HOST='unix://${socket}'\n`);
    await homelab(["destroy", "--yes", "--volumes", `${stack}_data`]);
  });
});

describe("the mirror that Pulumi's configuration keeps", () => {
  it("is part of the images' names, unless an option names another", async () => {
    image = "docker.io/library/busybox:1.37";
    await project.define(definition("true"));
    await configure({ "docker:host": `unix://${socket}`, "homelab:mirror": "nas:5000" });
    expect((await status())["image"]).toMatch(/^nas:5000\//);
    const { stdout } = await project.tryHomelab(["status", "--json", "--mirror", "rack:5000"]);
    expect(JSON.parse(stdout).services[0].image).toMatch(/^rack:5000\//);
  });
});

describe("a host where nobody answers", () => {
  it("is told of by preview, and by up once, not for every resource", async () => {
    await configure({});
    expect((await project.tryHomelab(["preview"])).stderr).toContain("what runs on the host is not known");
    const { code, stderr } = await project.tryHomelab(["up", "--yes"]);
    expect([code, stderr.match(/error HL\d+/g)]).toEqual([1, ["error HL742"]]);
    expect(stderr).toContain(
      "does not reach the Docker Engine: Cannot connect to the Docker daemon at unix:///nonexist",
    );
  });
});
