import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exec } from "../../lib/system/exec.ts";
import { atLeast } from "../../lib/system/which.ts";
import { findCompose } from "../../lib/tools/compose.ts";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";

// A homelab that was disturbed by hand: seen by `status` and `preview`, fixed by `up`. Last, the same status of what
// Compose brought up.
const stack = "pstat-app";
const containerOf = (service: string) => `${stack}-${service}-1`;
const web = containerOf("web");

/** What is changed by hand: the command, the container that it disturbs, each a service of its own, and what is seen. */
const disturbed: readonly (readonly [
  what: string,
  service: string,
  command: (container: string) => readonly string[],
  ...messages: string[],
])[] = [
  [
    "less memory",
    "web",
    (container) => ["update", "--memory", "32m", "--memory-swap", "64m", container],
    "mem_limit is 32m, not 64m",
  ],
  [
    "limits that the definition does not set",
    "limits",
    (container) => [
      "update",
      ...["--memory", "200m", "--memory-swap", "400m", "--memory-reservation", "100m"],
      container,
    ],
    "mem_limit is 200m, and the definition sets none",
    "mem_reservation is 100m, and the definition sets none",
  ],
  [
    "limits of the processor, and of processes",
    "shares",
    (container) => [
      "update",
      ...["--cpus", "0.5", "--cpu-shares", "512", "--pids-limit", "99", "--cpuset-cpus", "0"],
      container,
    ],
    "cpus is 0.5, and the definition sets none",
    "cpu_shares is 512, and the definition sets none",
    "cpuset is 0, and the definition sets none",
    "pids_limit is 99, and the definition sets none",
  ],
  [
    "behind a container that was restarted",
    "behind",
    () => ["restart", "--time", "1", containerOf("vpn")],
    `it has lost the network that it shares: ${containerOf("vpn")} was restarted`,
  ],
  [
    "another restart policy",
    "policy",
    (container) => ["update", "--restart", "no", container],
    "restart is no, not unless-stopped",
  ],
  [
    "off its network",
    "off",
    (container) => ["network", "disconnect", `${stack}_default`, container],
    `it is not on the network ${stack}_default`,
  ],
  [
    "on another network",
    "on",
    (container) => ["network", "connect", "bridge", container],
    "it is on the network bridge too",
  ],
  [
    "another name",
    "name",
    (container) => ["rename", container, `${stack}-renamed`],
    `name is ${stack}-renamed, not ${containerOf("name")}`,
  ],
  ["paused", "paused", (container) => ["pause", container], "it is paused"],
  ["stopped", "stopped", (container) => ["stop", container], "it ended with code 143"],
  ["removed", "removed", (container) => ["rm", "--force", container], "there is no such container"],
];
const plain = disturbed.map(([, service]) => service).filter((service) => !["web", "behind"].includes(service));
/** With the task, and the one whose network is shared. */
const count = disturbed.length + 2;
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
const sleeps = { image, command: ["sleep", "36000"], init: true, stopGracePeriod: "1s" };
for (const name of ${JSON.stringify(plain)}) new Service(stack, name, { ...sleeps, dependsOn: [web] });
const vpn = new Service(stack, "vpn", sleeps);
new Service(stack, "behind", { ...sleeps, networkMode: { service: vpn } });

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

async function status(): Promise<{ code: number; rows: Record<string, Row>; codes: string[] }> {
  const { code, stdout } = await project.tryHomelab(["status", "--json"]);
  const { services, problems } = JSON.parse(stdout) as {
    readonly services: readonly Row[];
    readonly problems: readonly { readonly code: string }[];
  };
  return {
    code,
    rows: Object.fromEntries(services.map((row) => [row.container, row])),
    codes: problems.map((problem) => problem.code),
  };
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
      Array.from({ length: count }, () => ["missing", "missing"]),
    );
  });

  it("finds all as defined after `up`, in a table without a secret", async () => {
    await project.homelab(["up", "--yes"]);
    const { code, rows } = await status();
    expect([code, ...Object.values(rows).flatMap(({ drift }) => drift)]).toEqual([0]);
    expect(rows[web]).toMatchObject({ state: "running", health: "healthy", ports: ["127.0.0.1:18473->8080/tcp"] });
    expect(rows[containerOf("task")]).toMatchObject({ state: "done" });
    const table = await project.homelab(["status"]);
    expect(table).toMatch(/^STACK +SERVICE +STATE +HEALTH +AGE +PORTS +DRIFT\n/);
    expect(table).toMatch(/pstat-app +web +running +healthy +\d+[smh] +127\.0\.0\.1:18473->8080\/tcp +none\n/);
    expect(Math.max(...table.split("\n").map((line) => line.length))).toBeLessThanOrEqual(80);
    expect(table).not.toContain((await project.homelab(["secrets", "show", "PSTAT_APP_TOKEN"])).trim());
  });
});

describe("what was changed by hand", () => {
  let seen: Awaited<ReturnType<typeof status>>;
  let told: string[];

  beforeAll(async () => {
    for (const [, service, command] of disturbed) await engine.docker(command(containerOf(service)));
    seen = await status();
    told = await preview();
  });

  it.each(disturbed.map(([what, service, , ...messages]) => ({ what, service, messages })))(
    "$what: seen by status and preview",
    ({ service, messages }) => {
      const container = containerOf(service);
      expect(seen.rows[container]?.drift.map((one) => one.message)).toEqual(messages);
      expect(told.filter((change) => change.endsWith(` ${container}`))).toHaveLength(1);
    },
  );

  it("is a failure to status", () => {
    expect(seen.code).toBe(1);
    expect(told).toHaveLength(disturbed.length);
  });

  it("is fixed by one up, all of it", async () => {
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

describe("a homelab brought up by the Compose of this machine, of whatever release", () => {
  it("is recognised by status, which reports a release that is too old, and by up, which replaces nothing", async () => {
    await project.homelab(["destroy", "--yes"]);
    await project.homelab(["render", "--secrets"]);
    const { command, args, version } = await findCompose();
    const folder = join(project.root, "compose", stack);
    await exec(command, [...args, "up", "--detach", "--wait"], { cwd: folder }).catch(() => {});
    const before = await project.containers();
    expect(before.size).toBe(count);
    const { code, rows, codes } = await status();
    expect([code, ...Object.values(rows).flatMap(({ drift }) => drift)]).toEqual([0]);
    expect(codes.includes("HL940")).toBe(!atLeast(version, "5.0.0"));
    await project.homelab(["up", "--yes"]);
    expect(await project.containers()).toEqual(before);
    expect(await preview()).toEqual([]);
  });

  it("has a volume that is made otherwise than the definition now says: status reports it", async () => {
    await project.define(definition(await busybox()).replace('class: "data"', 'class: "data", labels: { a: "b" }'));
    expect((await status()).codes).toContain("HL752");
  });
});
