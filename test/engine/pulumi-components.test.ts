import { readFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";
import { tunnelCredentials } from "./project.ts";
import { PulumiProject } from "./pulumi-project.ts";
import { notWell, startTimes } from "./system.ts";

// The components as the example homelab does not use them: the other servers, the other options, data in folders.

const stacks = ["variant-edge", "variant-apps", "variant-home"] as const;
const folder = "/tmp/homelab-variants";

/** What the containers wrote is theirs: a container removes it. */
async function emptyFolder(): Promise<void> {
  await engine.docker([
    "run",
    "--rm",
    "--volume",
    "/tmp:/host",
    await busybox(),
    "rm",
    "-rf",
    `/host/${folder.slice(5)}`,
  ]);
}

const definition = `
import { Cloudflared, Forgejo, Homelab, Homepage, Nextcloud, Postgres, Redis, Secret, Stack, Valkey } from "homelab-stacks";
const lab = new Homelab("variants", { domain: "example.com", timezone: "Asia/Tokyo" });
const edge = new Stack(lab, "variant-edge");
const tunnel = new Cloudflared(edge, "tunnel", {
  tunnel: "6ff42ae2-765d-4adf-8112-31c55c1551ef",
  credentials: Secret.provided(edge, "credentials"),
});
const apps = new Stack(lab, "variant-apps", { storage: { bind: "${folder}" } });
const database = new Postgres(apps, "postgres", { version: 18 });
const cache = new Valkey(apps, "valkey", { persistent: true, memory: 128 });
const cloud = new Nextcloud(apps, "nextcloud", {
  database: database.database("cloud"),
  cache,
  adminUser: "root",
  http: { hostPort: 18080 },
  trustedDomains: ["cloud.lan"],
  uploadLimit: "2G",
  memoryLimit: "1G",
});
const git = new Forgejo(apps, "forgejo", { database: database.database("git"), registration: true, title: "Kode: 'æ'" });
const home = new Stack(lab, "variant-home");
new Redis(home, "redis", { persistent: true });
new Homepage(home, "homepage", {
  http: { hostPort: 18081 },
  allowedHosts: ["home.lan"],
  bookmarks: [{ Code: [{ Forge: [{ href: "https://forge.example" }] }] }],
  widgets: [{ search: { provider: "duckduckgo" } }],
  css: "body { color: red }",
  secrets: { API: Secret.generated(home, "api") },
});
tunnel.route("git", git.web);
tunnel.route("cloud", cloud.web);
export default lab;
`;

let project: PulumiProject;

beforeAll(async () => {
  project = await PulumiProject.create(definition, stacks);
  await emptyFolder();
  await project.homelab(["secrets", "set", "VARIANT_EDGE_CREDENTIALS"], tunnelCredentials);
  await project.homelab(["render", "--secrets"]);
  const files = await Promise.all(
    stacks.map((stack) => readFile(`${project.root}/compose/${stack}/compose.yaml`, "utf8")),
  );
  await engine.images([
    ...new Set(files.flatMap((text) => [...text.matchAll(/image: (\S+)/g)].map(([, name = ""]) => name))),
  ]);
  if (engine.mirror !== undefined) {
    await project.pulumi(["config", "set", "mirror", engine.mirror]);
    await project.homelab(["render", "--secrets", "--mirror", engine.mirror]);
  }
});

afterAll(async () => {
  await project?.dispose();
  await emptyFolder();
});

describe("every component with its other options", () => {
  it("comes up by `pulumi up`, every container healthy", async () => {
    await project.up();
    expect(await notWell(project)).toEqual({ all: 9, notWell: [] });
  });

  it("changes nothing by a preview, a refresh, or another up", async () => {
    const before = await project.containers();
    await project.expectQuiet();
    expect(await project.containers()).toEqual(before);
  });

  it("is Compose's own to `docker compose up`, which restarts nothing", async () => {
    const [before, started] = [await project.containers(), await startTimes(project)];
    for (const stack of stacks) await project.compose(stack, ["up", "--detach"]);
    expect(await project.containers()).toEqual(before);
    expect(await startTimes(project)).toEqual(started);
  });
});
