import { randomBytes } from "node:crypto";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { busybox } from "./busybox.ts";
import { engine, waitFor } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";

// One homelab through its days: brought up, disturbed by hand, broken and fixed, removed.
const stack = `verbs-${randomBytes(3).toString("hex")}`;
let project: PulumiProject;
let image: string;

interface Parts {
  /** The port that the healthcheck asks; 8080 is the one that answers. */
  readonly health?: number;
  /** The exit code of the one-shot before it; without it there is none. */
  readonly init?: number;
}

function definition({ health = 8080, init }: Parts = {}): string {
  return `
import { Homelab, Secret, Service, Stack, Volume } from "homelab-stacks";

const image = ${JSON.stringify(image)};
const stack = new Stack(new Homelab("verbs"), ${JSON.stringify(stack)});
const data = new Volume(stack, "data", { class: "data" });
${init === undefined ? "" : `const init = new Service(stack, "init", { image, command: ["sh", "-c", "sleep 1; exit ${init}"], oneShot: true });`}
const web = new Service(stack, "web", {
  image,
  command: ["sh", "-c", "trap 'exit 0' TERM; echo serving; echo hello >> /data/index.html; httpd -f -p 8080 -h /data & wait"],
  environment: { HEALTH: "${health}", TOKEN: Secret.generated(stack, "token") },
  volumes: [{ volume: data, target: "/data" }],
  healthcheck: { test: ["CMD", "wget", "-qO-", "http://127.0.0.1:${health}"], interval: "1s", timeout: "1s", retries: 3 },
  ${init === undefined ? "" : "dependsOn: [init],"}
});
const sleeps = { image, command: ["sleep", "36000"], init: true, stopGracePeriod: "1s" };
new Service(stack, "other", sleeps);
new Service(stack, "third", sleeps);

export default stack.node.root;
`;
}

beforeAll(async () => {
  image = await busybox();
  project = await PulumiProject.create(definition(), [stack]);
});

afterAll(() => project?.dispose());

interface Report {
  readonly changes: readonly { readonly action: string; readonly name: string; readonly fields: readonly string[] }[];
}

/** What `homelab preview` says, `action name` a change; its exit code tells whether there is any. */
async function preview(): Promise<string[]> {
  const { code, stdout } = await project.tryHomelab(["preview", "--json", "--exit-code"]);
  const { changes } = JSON.parse(stdout) as Report;
  expect(code).toBe(changes.length === 0 ? 0 : 3);
  return changes.map(({ action, name }) => `${action} ${name}`).sort();
}

describe("homelab preview and up", () => {
  it("tell what is new, and touch nothing before they are told to", async () => {
    expect(await preview()).toEqual(
      [
        `create ${image}`,
        `create ${stack}-other-1`,
        `create ${stack}-third-1`,
        `create ${stack}-web-1`,
        `create ${stack}_data`,
        `create ${stack}_default`,
      ].sort(),
    );
    const asked = await project.tryHomelab(["up"]);
    expect([asked.code, asked.stderr]).toEqual([2, expect.stringContaining("HL744")]);
    expect((await project.containers()).size).toBe(0);
  });

  it("bring it up, and then see no change", async () => {
    await project.homelab(["up", "--yes"]);
    expect((await engine.inspect(`${stack}-web-1`)).State).toMatchObject({ Health: { Status: "healthy" } });
    expect(await preview()).toEqual([]);
  });

  it("agree with a plain pulumi", async () => {
    const { code, stdout } = await project.tryPulumi(["preview", "--stack", "verbs", "--diff", "--expect-no-changes"]);
    expect(`${code} ${stdout}`).toMatch(/^0 /);
  });

  it("see a container that was stopped by hand and one that was removed, and fix them", async () => {
    await engine.docker(["stop", `${stack}-other-1`]);
    await engine.docker(["rm", "--force", `${stack}-third-1`]);
    expect(await preview()).toEqual([`create ${stack}-third-1`, `update ${stack}-other-1`]);
    await project.homelab(["up", "--yes"]);
    for (const name of ["other", "third"]) {
      expect((await engine.inspect(`${stack}-${name}-1`)).State.Running).toBe(true);
    }
    expect(await preview()).toEqual([]);
  });
});

describe("a container that does not get healthy", () => {
  it("is named within its bounded time, and harms no other", async () => {
    const before = (await project.containers()).get(`${stack}-other-1`);
    await project.define(definition({ health: 8081 }));
    const { stdout } = await project.tryHomelab(["preview"]);
    expect(stdout.match(/environment.*/g)).toEqual(["environment, healthcheck", 'environment.HEALTH: *** → "8081"']);
    const failed = await project.tryHomelab(["up", "--yes"]);
    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain(`the container ${stack}-web-1 did not get healthy in time`);
    expect(failed.stderr).toMatch(/^ +serving$/m);
    expect((await project.containers()).get(`${stack}-other-1`)).toBe(before);
  });

  it("is waited for again by the next run, which fails again", async () => {
    expect(await preview()).toEqual([`replace ${stack}-web-1`]);
    expect((await project.tryHomelab(["up", "--yes"])).code).toBe(1);
  });

  it("is well again once it is fixed, with its data", async () => {
    await project.define(definition());
    await project.homelab(["up", "--yes"]);
    expect((await engine.inspect(`${stack}-web-1`)).State).toMatchObject({ Health: { Status: "healthy" } });
    expect(await engine.exec(`${stack}-web-1`, ["cat", "/data/index.html"])).toMatch(/^(hello\n){2,}$/);
    expect(await preview()).toEqual([]);
  });
});

describe("a one-shot that fails", () => {
  it("stops what depends on it, and is said to have", async () => {
    await project.define(definition({ init: 3 }));
    const before = (await project.containers()).get(`${stack}-web-1`);
    const failed = await project.tryHomelab(["up", "--yes"]);
    expect([failed.code, failed.stderr]).toEqual([
      1,
      expect.stringContaining(`the task ${stack}-init-1 failed with code 3`),
    ]);
    expect((await project.containers()).get(`${stack}-web-1`)).toBe(before);
  });

  it("is run again by the next up, which fails again", async () => {
    const { Id } = await engine.inspect(`${stack}-init-1`);
    expect(await preview()).toContain(`replace ${stack}-init-1`);
    expect((await project.tryHomelab(["up", "--yes"])).stderr).toContain(`the task ${stack}-init-1 failed with code 3`);
    expect((await engine.inspect(`${stack}-init-1`)).Id).not.toBe(Id);
  });

  it("runs again once it is fixed", async () => {
    await project.define(definition({ init: 0 }));
    await project.homelab(["up", "--yes"]);
    expect((await engine.inspect(`${stack}-init-1`)).State.ExitCode).toBe(0);
    expect(await preview()).toEqual([]);
  });
});

describe("homelab destroy", () => {
  it("keeps the volumes, and asks before it does anything", async () => {
    expect((await project.tryHomelab(["destroy"])).code).toBe(2);
    await project.homelab(["destroy", "--yes"]);
    expect((await project.containers()).size).toBe(0);
    expect(await engine.docker(["volume", "ls", "--quiet", "--filter", `name=${stack}`])).toBe(`${stack}_data\n`);
  });

  it("finds the data where it was", async () => {
    await project.homelab(["up", "--yes"]);
    expect(await engine.exec(`${stack}-web-1`, ["cat", "/data/index.html"])).toMatch(/^(hello\n){3,}$/);
  });

  it("deletes a volume that is named, and refuses a name that is not its own", async () => {
    const wrong = await project.tryHomelab(["destroy", "--yes", "--volumes", "somebody_elses"]);
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining(`${stack}_data`)]);
    expect((await project.containers()).size).toBe(4);
    const user = ["--name", `${stack}-user`, "--volume", `${stack}_data:/data`, image];
    await engine.docker(["container", "create", ...user]);
    const used = await project.tryHomelab(["destroy", "--yes", "--volumes", `${stack}_data`]);
    await engine.docker(["rm", `${stack}-user`]);
    expect([used.code, used.stderr]).toEqual([1, expect.stringMatching(`HL753[^]*${stack}_data[^]*in use`)]);
    const removed = await project.tryHomelab(["destroy", "--yes", "--volumes", `${stack}_data`]);
    expect([removed.code, removed.stderr]).toEqual([0, expect.stringContaining(`deleted volume ${stack}_data`)]);
    expect(await engine.docker(["volume", "ls", "--quiet", "--filter", `name=${stack}`])).toBe("");
    const again = await project.tryHomelab(["destroy", "--yes", "--volumes", `${stack}_data`]);
    expect([again.code, again.stderr]).toEqual([0, expect.stringContaining(`there was no volume ${stack}_data`)]);
  });
});

describe("what stands in the way", () => {
  it("a container of somebody else's on the name is left alone, and said to be there", async () => {
    const foreign = (
      await engine.docker(["run", "--detach", "--name", `${stack}-other-1`, image, "sleep", "36000"])
    ).trim();
    try {
      const failed = await project.tryHomelab(["up", "--yes"]);
      expect([failed.code, failed.stderr]).toEqual([
        1,
        expect.stringMatching(new RegExp(`container ${stack}-other-1 already.*not this homelab`)),
      ]);
      const { Id, State } = await engine.inspect(`${stack}-other-1`);
      expect([Id, State.Running]).toEqual([foreign, true]);
    } finally {
      await engine.docker(["rm", "--force", foreign]);
    }
  });

  it("a container of somebody else's on a network keeps that, and is left alone", async () => {
    await project.homelab(["up", "--yes"]);
    const network = `${stack}_default`;
    const guest = (await engine.docker(["run", "--detach", "--network", network, image, "sleep", "36000"])).trim();
    try {
      const failed = await project.tryHomelab(["destroy", "--yes"]);
      expect([failed.code, failed.stderr]).toEqual([1, expect.stringMatching(`HL742[^]*${network} cannot be removed`)]);
      expect((await engine.inspect(guest)).State.Running).toBe(true);
    } finally {
      await engine.docker(["rm", "--force", guest]);
    }
    await project.homelab(["destroy", "--yes"]);
    expect(await engine.docker(["network", "ls", "--quiet", "--filter", `name=${network}`])).toBe("");
  });

  it("of two at once, the second is told of the first", async () => {
    const first = project.tryHomelab(["up", "--yes"]);
    const locks = join(project.root, ".pulumi", "locks");
    await waitFor(async () => (await readdir(locks, { recursive: true })).some((name) => name.endsWith(".json")));
    const second = await project.tryHomelab(["up", "--yes"]);
    expect([second.code, second.stderr]).toEqual([1, expect.stringContaining("HL743")]);
    expect((await first).code).toBe(0);
    expect(await preview()).toEqual([]);
  });
});
