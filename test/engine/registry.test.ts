import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { ensureRegistry, registryRuns, stopRegistry } from "../../lib/demo/registry.ts";
import { which } from "../../lib/system/which.ts";
import { canInstallPackages } from "../../lib/tools/apt.ts";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";

let cache: string;
let blocker: Server | undefined;

beforeAll(async () => {
  cache = await mkdtemp(join(tmpdir(), "homelab-registry-"));
  vi.stubEnv("XDG_CACHE_HOME", cache);
  // Port 5000 is somebody else's, whoever that is.
  blocker = await new Promise((resolve) => {
    const server = createServer().once("error", () => resolve(undefined));
    server.listen(5000, "127.0.0.1", () => resolve(server));
  });
});

afterAll(async () => {
  await stopRegistry();
  vi.unstubAllEnvs();
  blocker?.close();
  await rm(cache, { recursive: true });
});

describe.runIf(canInstallPackages() || which("docker-registry") !== undefined)("a registry of another user", () => {
  it("takes a free port, is found again, keeps what was pushed, and is stopped alone", async () => {
    const [address, again] = await Promise.all([ensureRegistry(), ensureRegistry()]);
    expect(again).toBe(address);
    expect(address).toMatch(/^127\.0\.0\.1:\d+$/);
    expect(address).not.toBe("127.0.0.1:5000");

    const image = await busybox();
    const pushed = `${address}/kept:1`;
    await engine.docker(["image", "inspect", image]).catch(() => engine.docker(["pull", "--quiet", image]));
    await engine.docker(["tag", image, pushed]);
    try {
      await engine.docker(["push", "--quiet", pushed]);
      expect(await stopRegistry()).toBe(true);
      expect(registryRuns()).toBe(false);
      await expect(fetch(`http://${address}/v2/`)).rejects.toThrow();

      const restarted = await ensureRegistry();
      expect(await (await fetch(`http://${restarted}/v2/kept/tags/list`)).json()).toEqual({
        name: "kept",
        tags: ["1"],
      });
    } finally {
      await engine.docker(["image", "rm", pushed]);
    }
    if (engine.mirror !== undefined) expect((await fetch(`http://${engine.mirror}/v2/`)).ok).toBe(true);
  });
});
