import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";

// A homelab that was disturbed by hand: seen by `status` and `preview`, fixed by `up`. Last, the same status of what
// Compose brought up.
const stack = "pstat-app";
const [web, other] = [`${stack}-web-1`, `${stack}-other-1`] as const;
let project: PulumiProject;

function definition(image: string): string {
  return `
import { Homelab, Secret, Service, Stack, Volume } from "homelab-stacks";

const image = ${JSON.stringify(image)};
const stack = new Stack(new Homelab("pstat"), ${JSON.stringify(stack)});
const data = new Volume(stack, "data", { class: "data" });
const task = new Service(stack, "task", { image, command: ["true"], oneShot: true });
const web = new Service(stack, "web", {
  image,
  command: ["httpd", "-f", "-p", "8080"],
  environment: { TOKEN: Secret.generated(stack, "token") },
  volumes: [{ volume: data, target: "/data" }],
  ports: [{ target: 8080, published: 18473 }],
  memLimit: "64m",
  stopGracePeriod: "1s",
  healthcheck: { test: ["CMD", "true"], interval: "1s", timeout: "1s", retries: 3 },
  dependsOn: [task],
});
new Service(stack, "other", { image, command: ["sleep", "1000"], init: true, stopGracePeriod: "1s", dependsOn: [web] });

export default stack.node.root;
`;
}

interface Row {
  readonly container: string;
  readonly state: string;
  readonly health: string;
  readonly ports: readonly string[];
  readonly drift: readonly { readonly kind: string; readonly field?: string; readonly message: string }[];
}

async function status(): Promise<{ code: number; rows: Record<string, Row> }> {
  const { code, stdout } = await project.tryHomelab(["status", "--json"]);
  const { services } = JSON.parse(stdout) as { readonly services: readonly Row[] };
  return { code, rows: Object.fromEntries(services.map((row) => [row.container, row])) };
}

/** The changes that `homelab preview` tells, without what only follows from them. */
async function preview(): Promise<string[]> {
  const { changes } = JSON.parse(await project.homelab(["preview", "--json"])) as {
    readonly changes: readonly { readonly action: string; readonly name: string }[];
  };
  return changes.map(({ action, name }) => `${action} ${name}`).sort();
}

beforeAll(async () => {
  project = await PulumiProject.create(definition(await busybox()), [stack]);
});

afterAll(() => project?.dispose());

describe("homelab status", () => {
  it("tells what is missing before anything is up", async () => {
    const { code, rows } = await status();
    expect(code).toBe(1);
    expect(Object.values(rows).map(({ state, drift }) => [state, drift[0]?.kind])).toEqual(
      Array.from({ length: 3 }, () => ["missing", "missing"]),
    );
  });

  it("finds all as defined after `up`, in a table without a secret", async () => {
    await project.homelab(["up", "--yes"]);
    const { code, rows } = await status();
    expect([code, ...Object.values(rows).flatMap(({ drift }) => drift)]).toEqual([0]);
    expect(rows[web]).toMatchObject({ state: "running", health: "healthy", ports: ["127.0.0.1:18473->8080/tcp"] });
    expect(rows[`${stack}-task-1`]).toMatchObject({ state: "done" });
    const table = await project.homelab(["status"]);
    expect(table).toMatch(/^STACK +SERVICE +STATE +HEALTH +IMAGE +PORTS +AGE +DRIFT\n/);
    expect(table).toMatch(/pstat-app +web +running +healthy +\S+ +127\.0\.0\.1:18473->8080\/tcp +\d+[smh] +none\n/);
    expect(table).not.toContain((await project.homelab(["secrets", "show", "PSTAT_APP_TOKEN"])).trim());
  });
});

describe("what was changed by hand", () => {
  it.each([
    ["less memory", ["update", "--memory", "32m", "--memory-swap", "64m", web], web, "mem_limit is 32m, not 64m"],
    ["another restart policy", ["update", "--restart", "no", web], web, "restart is no, not unless-stopped"],
    [
      "off its network",
      ["network", "disconnect", `${stack}_default`, other],
      other,
      `it is not on the network ${stack}_default`,
    ],
    ["on another network", ["network", "connect", "bridge", other], other, "it is on the network bridge too"],
    ["another name", ["rename", other, `${stack}-renamed`], other, `name is ${stack}-renamed, not ${other}`],
    ["paused", ["pause", other], other, "it is paused"],
    ["stopped", ["stop", other], other, "it ended with code 143"],
    ["removed", ["rm", "--force", other], other, "there is no such container"],
  ])("%s: seen by status and preview, fixed by up", async (_, command, container, message) => {
    await engine.docker(command);
    const seen = await status();
    expect(seen.code).toBe(1);
    expect(seen.rows[container]?.drift.map((one) => one.message)).toEqual([message]);
    expect((await preview()).filter((change) => change.endsWith(` ${container}`))).toHaveLength(1);
    await project.homelab(["up", "--yes"]);
    expect(await preview()).toEqual([]);
    expect((await status()).code).toBe(0);
  });
});

describe("a homelab brought up by Compose from the rendered files", () => {
  it("has the same status", async () => {
    await project.homelab(["destroy", "--yes"]);
    await project.homelab(["render", "--secrets"]);
    await project.compose(stack, ["up", "--detach", "--wait"]).catch(() => {});
    const { code, rows } = await status();
    expect([code, ...Object.values(rows).flatMap(({ drift }) => drift)]).toEqual([0]);
    expect(rows[web]).toMatchObject({ state: "running", health: "healthy" });
  });
});
