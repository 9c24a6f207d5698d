import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engine } from "./engine.ts";
import { exampleProject, onThisHost, tunnelToken, vpnKey } from "./example-project.ts";
import type { PulumiProject } from "./pulumi-project.ts";
import { notWell, startTimes } from "./system.ts";

// The small examples, by the real Pulumi, and then by Compose over it.

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "site-"));
  // The server reads it as a user of its own.
  await chmod(folder, 0o755);
  await writeFile(join(folder, "index.html"), "first");
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What a visitor is answered by the ingress at a port of the host. */
function statusOf(port: number, host: string, path = "/"): Promise<number | undefined> {
  return new Promise((done, failed) => {
    const target = { host: "127.0.0.1", port, servername: host, rejectUnauthorized: false };
    const asked = request({ ...target, path, headers: { host } }, (answer) => {
      answer.resume().on("end", () => done(answer.statusCode));
    });
    asked.on("error", failed).end();
  });
}

describe.each([
  {
    name: "01-static-site",
    stack: "pages",
    open: () =>
      exampleProject("01-static-site", {}, (text) =>
        text.replace("/srv/pages", folder).replace("hostPort: 8080", "hostPort: 18480"),
      ),
    async works() {
      const page = async () => (await fetch("http://127.0.0.1:18480/")).text();
      expect(await page()).toBe("first");
      await writeFile(join(folder, "index.html"), "second");
      expect(await page()).toBe("second");
    },
  },
  {
    name: "02-nextcloud",
    stack: "cloud",
    open: () => exampleProject("02-nextcloud", { CLOUD_EDGE_TUNNEL_TOKEN: tunnelToken }),
    async works() {
      const status = ["curl", "-fsS", "http://localhost/status.php"];
      expect(await engine.exec("cloud-nextcloud-1", status)).toContain('"installed":true');
      // The tunnel reaches the app, and nothing behind it.
      const { NetworkSettings } = await engine.inspect("cloud-edge-cloudflared-1");
      const database = await engine.inspect("cloud-postgres-1");
      const networks = Object.keys(NetworkSettings.Networks);
      expect(networks.filter((one) => one in database.NetworkSettings.Networks)).toEqual([]);
    },
  },
  {
    name: "05-media",
    stack: "reel",
    open: () =>
      exampleProject("05-media", { REEL_TUNNEL_TOKEN: tunnelToken, REEL_VPN_PRIVATE_KEY: vpnKey }, (text) =>
        onThisHost(text, folder),
      ),
    async works() {
      // What the others call it by, and where the host finds it: the gateway's name, and the gateway's port.
      await engine.exec("reel-sonarr-1", ["curl", "-fsS", "-o", "/dev/null", "http://vpn:8080/"]);
      expect((await fetch("http://127.0.0.1:28080/")).status).toBe(200);
      const [vpn, behind] = await Promise.all(["vpn", "qbittorrent"].map((one) => engine.inspect(`reel-${one}-1`)));
      expect(behind?.HostConfig["NetworkMode"]).toBe(`container:${vpn?.Id}`);
    },
  },
  {
    name: "04-sign-on",
    stack: "gate-id",
    open: () =>
      exampleProject("04-sign-on", { GATE_EDGE_DNS_TOKEN: "token" }, (text) =>
        text.replace('hostIp: "192.168.1.10"', 'hostIp: "127.0.0.1", http: 18481, https: 18595'),
      ),
    async works() {
      // The provider's own pages are for all, a guarded app for nobody yet, and who signs people in by itself shows its page.
      expect(await statusOf(18_595, "auth.example.com")).toBe(200);
      expect(await statusOf(18_595, "paste.example.com")).toBe(engine.mirror === undefined ? 302 : 401);
      expect(await statusOf(18_595, "graphs.example.com", "/api/health")).toBe(200);
      const blueprint = await engine.exec("gate-id-authentik-worker-1", ["cat", "/blueprints/custom/homelab.yaml"]);
      expect(blueprint).toContain('slug: "paste_example_com"');
      const secret = ["cat", "/run/secrets/gate-apps-graphs-sign-on-secret"];
      expect((await engine.exec("gate-id-authentik-worker-1", secret)).trim()).toBe(
        (await engine.exec("gate-apps-graphs-1", ["cat", "/run/secrets/graphs-sign-on-secret"])).trim(),
      );
    },
  },
])("the example $name", ({ stack, open, works }) => {
  let project: PulumiProject;

  beforeAll(async () => {
    project = await open();
  });

  afterAll(() => project?.dispose());

  it("comes up by `pulumi up`, every container healthy, works, and changes nothing after that", async () => {
    await project.up();
    expect(await notWell(project)).toEqual({ all: expect.any(Number), notWell: [] });
    await works();
    await project.expectQuiet();
  });

  it("goes on by Compose, which restarts nothing", async () => {
    const before = await startTimes(project);
    expect(Object.keys(before).length).toBeGreaterThan(0);
    await project.compose(stack, ["up", "--detach"]);
    expect(await startTimes(project)).toEqual(before);
  });
});
