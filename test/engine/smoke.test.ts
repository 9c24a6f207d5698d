import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tryExec } from "../../lib/system/exec.ts";
import { askDocker } from "../../lib/tools/docker.ts";
import { busybox } from "./busybox.ts";
import { engine, waitFor } from "./engine.ts";

const project = "homelab-smoke";
const other = "homelab-smoke-other";
let folder: string;
let image: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "smoke-"));
  await engine.cleanup([project, other]);
  image = await busybox();
});

afterAll(async () => {
  await engine.cleanup([project, other]);
  await rm(folder, { recursive: true });
});

describe("the engine", () => {
  it("answers, and is the one the run was told of", async () => {
    expect(await askDocker()).toEqual(engine.facts.docker);
    expect(await engine.docker(["info", "--format", "{{.ServerVersion}}"])).toBe(`${engine.facts.docker.version}\n`);
  });

  it("that was named and does not answer is a problem that names it, whatever else is there", async () => {
    const host = process.env["DOCKER_HOST"];
    process.env["DOCKER_HOST"] = "tcp://127.0.0.1:1";
    try {
      expect(await askDocker()).toMatchObject({ code: "HL902", message: expect.stringContaining("tcp://127.0.0.1:1") });
    } finally {
      if (host === undefined) delete process.env["DOCKER_HOST"];
      else process.env["DOCKER_HOST"] = host;
    }
  });

  it("has a Compose of version 2 or newer", async () => {
    const version = await engine.compose(folder, ["version", "--short"]);
    expect(Number.parseInt(version.replace(/^v/, ""), 10)).toBeGreaterThanOrEqual(2);
  });
});

describe("an image", () => {
  it("comes from the registry", async () => {
    await engine.docker(["image", "rm", "--force", image]);
    await expect(engine.docker(["image", "inspect", image])).rejects.toThrow(/no such image/i);
    await engine.docker(["pull", "--quiet", image]);
    expect(await engine.docker(["run", "--rm", image, "echo", "it runs"])).toBe("it runs\n");
  });
});

describe("a compose project", () => {
  it("comes up healthy, is looked into, and leaves nothing behind", async () => {
    await writeFile(join(folder, "compose.yaml"), composeOf(project));
    await engine.compose(folder, ["up", "--detach", "--wait"]);
    const container = await engine.inspect(`${project}-web-1`);
    expect(container.State).toMatchObject({ Status: "running", Health: { Status: "healthy" } });
    expect(container.Config.Labels).toMatchObject({ "com.docker.compose.project": project });
    expect(await engine.exec(`${project}-web-1`, ["cat", "/data/index.html"])).toBe("hello\n");
    const { IPAddress: address } = Object.values(container.NetworkSettings.Networks)[0] ?? {};
    expect(
      await engine.docker(["run", "--rm", "--network", `${project}_default`, image, "wget", "-qO-", "http://web:8080"]),
    ).toBe("hello\n");
    expect(address).toMatch(/^\d+\./);
  });

  it("is awaited by a condition, with its input", async () => {
    const kill = ["exec", "--interactive", `${project}-web-1`, "sh", "-c", "cat > /data/late; kill 1"];
    // It is killed with the container, or lives to end well.
    expect([0, 137]).toContain((await tryExec("docker", kill, { input: "$late\n" })).code);
    await waitFor(async () => (await engine.inspect(`${project}-web-1`)).State.ExitCode === 143, 30_000);
  });

  it("is removed with its data, and no other is", async () => {
    await writeFile(join(folder, "compose.yaml"), composeOf(other));
    await engine.compose(folder, ["up", "--detach", "--wait"]);
    await engine.cleanup([project]);
    const label = (name: string) => ["--quiet", "--filter", `label=com.docker.compose.project=${name}`];
    for (const kind of [
      ["ps", "--all"],
      ["network", "ls"],
      ["volume", "ls"],
    ]) {
      expect(await engine.docker([...kind, ...label(project)])).toBe("");
      expect(await engine.docker([...kind, ...label(other)])).not.toBe("");
    }
  });
});

function composeOf(name: string): string {
  return `name: ${name}
services:
  web:
    image: ${image}
    command: ["sh", "-c", "trap 'exit 143' TERM; echo hello > /data/index.html; httpd -f -p 8080 -h /data & wait"]
    stop_grace_period: 2s
    volumes: ["data:/data"]
    healthcheck:
      test: ["CMD", "wget", "-qO-", "http://127.0.0.1:8080"]
      interval: 1s
      timeout: 5s
      retries: 30
volumes:
  data:
`;
}
