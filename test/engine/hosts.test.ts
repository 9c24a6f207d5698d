import { delimiter } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { pulumiTools } from "../../lib/tools/pulumi-home.ts";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";
import { SshServer } from "./ssh-server.ts";
import { TlsEndpoint } from "./tls-endpoint.ts";

// A Docker host somewhere else, as Pulumi's configuration names it. This machine's engine is behind it, and not to be
// reached in any other way: DOCKER_HOST names a socket that is not there.

/** @param count how many services, each a connection of its own while it is waited for */
function definition(lab: string, image: string, count: number): string {
  return `
import { Homelab, Secret, Service, Stack, Volume } from "homelab-stacks";

const image = ${JSON.stringify(image)};
const stack = new Stack(new Homelab(${JSON.stringify(lab)}), ${JSON.stringify(`${lab}-app`)});
const task = new Service(stack, "task", { image, command: ["true"], oneShot: true });
const key = Secret.generated(stack, "key");
for (let index = 0; index < ${count}; index++) {
  new Service(stack, \`web\${index}\`, {
    image,
    command: ["httpd", "-f", "-p", "8080"],
    init: true,
    environment: { KEY_FILE: key.file() },
    volumes: [{ volume: new Volume(stack, \`data\${index}\`, { class: "data" }), target: "/data" }],
    healthcheck: { test: ["CMD", "true"], interval: "1s", timeout: "5s", retries: 20 },
    stopGracePeriod: "1s",
    dependsOn: [task],
  });
}

export default stack.node.root;
`;
}

interface Endpoint {
  readonly host: string;
  readonly env: Readonly<Record<string, string>>;
  readonly config: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

async function ssh(): Promise<Endpoint> {
  const server = await SshServer.start();
  const { env } = await pulumiTools();
  const path = [server.bin, env["PATH"]].join(delimiter);
  return { host: server.host, env: { PATH: path }, config: {}, stop: () => server.stop() };
}

async function tls(): Promise<Endpoint> {
  const server = await TlsEndpoint.start();
  return { host: server.host, env: {}, config: { "docker:certPath": server.certPath }, stop: () => server.stop() };
}

describe.each([
  // As many connections at once as sshd takes by its own defaults (MaxStartups).
  ["ssh to a server with the defaults of sshd", "hssh", 15, ssh],
  ["TCP with TLS", "htls", 2, tls],
] as const)("a Docker host by %s", (_, lab, count, start) => {
  const stack = `${lab}-app`;
  let project: PulumiProject;
  let endpoint: Endpoint;

  beforeAll(async () => {
    const image = await busybox();
    endpoint = await start();
    const more = { ...endpoint.env, DOCKER_HOST: "unix:///nonexistent/docker.sock" };
    project = await PulumiProject.create(definition(lab, image, count), [stack], more);
    for (const [name, value] of Object.entries({ ...endpoint.config, "docker:host": endpoint.host })) {
      await project.pulumi(["config", "set", name, value, "--stack", lab]);
    }
  });

  afterAll(async () => {
    await project?.dispose();
    await endpoint?.stop();
  });

  it("is brought up", async () => {
    await project.homelab(["up", "--yes"]);
    expect((await project.containers()).size).toBe(count + 1);
    const { State } = await engine.inspect(`${stack}-web0-1`);
    expect(State.Health?.Status).toBe("healthy");
    expect(await engine.exec(`${stack}-web0-1`, ["sh", "-c", 'cat "$KEY_FILE"'])).toMatch(/^\w{20,}$/);
  });

  it("is quiet then, and has its status", async () => {
    const before = await project.containers();
    expect(JSON.parse(await project.homelab(["preview", "--json"]))).toMatchObject({ changes: [] });
    const { code, stdout } = await project.tryHomelab(["status", "--json"]);
    const { services } = JSON.parse(stdout) as { readonly services: readonly { readonly drift: unknown[] }[] };
    expect([code, services.length, services.flatMap(({ drift }) => drift)]).toEqual([0, count + 1, []]);
    expect(await project.containers()).toEqual(before);
  });

  it("is cleared by destroy", async () => {
    await project.homelab(["destroy", "--yes"]);
    expect((await project.containers()).size).toBe(0);
    expect(await project.inspect("volume")).toHaveLength(count);
  });
});
