import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";

// Two homelabs in two folders, each with a stack of the same name; what a definition has no more; and a Compose project of
// that name that no homelab made.
const stack = "owners-share";
const web = `${stack}-web-1`;
const extra = `${stack}-extra-1`;
let [alpha, beta]: PulumiProject[] = [];
let image: string;

function definition(lab: string, services: readonly string[]): string {
  return `import { Homelab, Service, Stack, Volume } from "homelab-stacks";
const lab = new Homelab(${JSON.stringify(lab)});
const stack = new Stack(lab, ${JSON.stringify(stack)});
const run = { image: ${JSON.stringify(image)}, command: ["sleep", "3600"], init: true, stopGracePeriod: "1s" };
const data = new Volume(stack, "data", { class: "data" });
for (const id of ${JSON.stringify(services)}) new Service(stack, id, { ...run, ...(id === "web" && { volumes: [{ volume: data, target: "/data" }] }), ...(id.startsWith("port") && { ports: [{ target: 80, published: 19432 }] }) });
export default lab;
`;
}

/** What is on the host of the stack: ids of containers and networks, when volumes were made. */
async function there(project: PulumiProject) {
  const networks = (await project.inspect("network")) as unknown as { Id: string }[];
  const volumes = (await project.inspect("volume")) as unknown as { Name: string; CreatedAt: string }[];
  return [
    await project.containers(),
    networks.map(({ Id }) => Id),
    volumes.map(({ Name, CreatedAt }) => [Name, CreatedAt]),
  ];
}

beforeAll(async () => {
  image = await busybox();
  alpha = await PulumiProject.create(definition("owners-alpha", ["web", "extra"]), [stack]);
  beta = await PulumiProject.create(definition("owners-beta", ["web"]), []);
});

afterAll(async () => {
  await alpha?.dispose();
  await beta?.dispose();
});

describe("a stack of another homelab", () => {
  it("carries the homelab's name", async () => {
    await alpha?.homelab(["up", "--yes"]);
    expect((await engine.inspect(web)).Config.Labels).toMatchObject({ "homelab-stacks.homelab": "owners-alpha" });
  });

  it.each([
    ["homelab up", () => beta?.tryHomelab(["up", "--yes"])],
    ["homelab preview", () => beta?.tryHomelab(["preview"])],
    ["pulumi up", () => beta?.tryPulumi(["up", "--yes", "--skip-preview"])],
  ])("is refused by `%s`, which names the owner and touches nothing", async (_, run) => {
    const before = await there(alpha as PulumiProject);
    const result = await run();
    expect(result?.code).not.toBe(0);
    const said = `${result?.stdout}${result?.stderr}`;
    for (const thing of [`container ${web}`, `network ${stack}_default`, `volume ${stack}_data`]) {
      expect(said).toMatch(new RegExp(`HL746[\\s\\S]*${thing}[\\s\\S]*"owners-alpha"`));
    }
    expect(await there(alpha as PulumiProject)).toEqual(before);
  });

  it("is left alone by destroy", async () => {
    const before = await there(alpha as PulumiProject);
    await beta?.homelab(["destroy", "--yes"]);
    expect(await there(alpha as PulumiProject)).toEqual(before);
    await alpha?.homelab(["preview", "--exit-code"]);
  });
});

describe("a container that the definition does not have any more", () => {
  it("is shown by status and preview where Compose made it, and render says that it still runs", async () => {
    const project = alpha as PulumiProject;
    await project.homelab(["destroy", "--yes"]);
    await project.homelab(["render", "--secrets"]);
    await project.compose(stack, ["up", "--detach"]);
    await project.define(definition("owners-alpha", ["web"]));
    const status = await project.tryHomelab(["status"]);
    expect([status.code, status.stderr]).toEqual([1, expect.stringContaining(extra)]);
    expect(status.stderr).not.toContain("all as defined");
    const { stdout } = await project.tryHomelab(["preview"]);
    expect(stdout).toMatch(new RegExp(`remove +container +${extra}\\n.*does not have it any more; it has 1 s to stop`));
  });

  it("is removed by up, and nothing else is touched", async () => {
    const project = alpha as PulumiProject;
    const before = await project.containers();
    const { stderr } = await project.tryHomelab(["up", "--yes"]);
    expect(stderr).toContain(`removed container ${extra}`);
    expect(await project.containers()).toEqual(new Map([[web, before.get(web)]]));
    await project.homelab(["status"]);
    await project.homelab(["preview", "--exit-code"]);
  });

  it("is named by a plain pulumi, which does not remove it", async () => {
    const project = alpha as PulumiProject;
    const labels = ["homelab-stacks.homelab=owners-alpha", `com.docker.compose.project=${stack}`];
    await engine.docker(["create", "--name", extra, ...labels.flatMap((label) => ["--label", label]), image]);
    const { code, stdout } = await project.tryPulumi(["preview", "--expect-no-changes"]);
    expect([code, stdout]).toEqual([0, expect.stringMatching(new RegExp(`warning: .*still there: ${extra}`))]);
    await engine.docker(["rm", extra]);
  });

  it("is named by render, which removes the files of its stack", async () => {
    const project = alpha as PulumiProject;
    await project.define(definition("owners-alpha", ["web"]).replaceAll(stack, `${stack}2`));
    await project.homelab(["forget", `${stack}/data`, "--yes"]);
    const { code, stderr } = await project.tryHomelab(["render"]);
    expect([code, stderr]).toEqual([0, expect.stringMatching(new RegExp(`files of ${stack} are removed.*${web}`))]);
  });
});

describe("a container of nobody's, by its Compose labels one of the stack's", () => {
  let folder: string;
  const id = async () => (await engine.inspect(web)).Id;

  beforeAll(async () => {
    await alpha?.clear();
    folder = await mkdtemp(join(tmpdir(), "owners-nobody-"));
    const service = { image, command: ["sleep", "3600"], init: true, stop_grace_period: "1s" };
    await writeFile(join(folder, "compose.yaml"), JSON.stringify({ name: stack, services: { web: service } }));
    await engine.compose(folder, ["up", "--detach"]);
  });

  afterAll(() => rm(folder, { recursive: true }));

  it("is not taken over: preview, up and plain pulumi name it and how to ask for it", async () => {
    const before = await id();
    for (const run of [
      () => beta?.tryHomelab(["preview"]),
      () => beta?.tryHomelab(["up", "--yes"]),
      () => beta?.tryPulumi(["up", "--yes", "--skip-preview"]),
    ]) {
      const result = await run();
      expect(result?.code).not.toBe(0);
      expect(`${result?.stdout}${result?.stderr}`).toMatch(
        new RegExp(`HL746[\\s\\S]*container ${web} .*nobody's[\\s\\S]*homelab up --adopt ${stack}`),
      );
    }
    await beta?.homelab(["destroy", "--yes"]);
    expect(await id()).toBe(before);
    const unknown = await beta?.tryHomelab(["up", "--yes", "--adopt", "nothing"]);
    expect([unknown?.code, unknown?.stderr]).toEqual([2, expect.stringContaining("HL706")]);
  });

  it("is taken over where up is asked to, by its name or its stack's", async () => {
    await beta?.homelab(["up", "--yes", "--adopt", stack]);
    expect((await engine.inspect(web)).Config.Labels).toMatchObject({ "homelab-stacks.homelab": "owners-beta" });
    await beta?.homelab(["preview", "--exit-code"]);
  });
});

describe("a homelab that was given another name", () => {
  it("is refused its former containers, and takes them over where up is asked to by that name: data stays", async () => {
    const project = beta as PulumiProject;
    const volumes = async () => (await there(project))[2];
    const before = await volumes();
    // What is renamed together with the homelab gives up its port.
    await project.define(definition("owners-beta", ["web", "port1"]));
    await project.homelab(["up", "--yes"]);
    await project.define(definition("owners-gamma", ["web", "port2"]));
    const refused = await project.tryHomelab(["up", "--yes"]);
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("up --formerly owners-beta")]);
    // The name of a stack is none of a homelab's, nor the other way round.
    for (const option of [
      ["--adopt", "owners-beta"],
      ["--formerly", stack],
    ]) {
      const unknown = await project.tryHomelab(["preview", ...option]);
      expect([unknown.code, unknown.stderr]).toEqual([2, expect.stringContaining("HL706")]);
    }
    const { stdout } = await project.tryHomelab(["preview", "--formerly", "owners-beta"]);
    expect(stdout).toMatch(new RegExp(`replace +container +${web}`));
    expect(stdout).toMatch(new RegExp(`${stack}-port1-1 stops before ${stack}-port2-1`));
    await project.homelab(["up", "--yes", "--formerly", "owners-beta"]);
    const names = await engine.ofProjects([stack], ["ps", "--format", "{{.Names}}"]);
    expect(names.sort()).toEqual([`${stack}-port2-1`, web]);
    expect((await engine.inspect(web)).Config.Labels).toMatchObject({ "homelab-stacks.homelab": "owners-gamma" });
    expect(await volumes()).toEqual(before);
    await project.homelab(["preview", "--exit-code"]);
    await project.homelab(["destroy", "--yes"]);
    await project.define(definition("owners-beta", ["web"]));
  });
});

describe("a names ledger that lays a moved volume where another Compose project has its own", () => {
  const [other, own] = ["owners-plain", "owners-moved"];

  afterAll(() => engine.cleanup([other, own]));

  it("is refused by `homelab up` and `preview`, which name that project's container", async () => {
    const project = beta as PulumiProject;
    await engine.cleanup([other, own]);
    const labels = [`com.docker.compose.project=${other}`, "com.docker.compose.service=db"];
    const options = ["--name", `${other}-db-1`, ...labels.flatMap((label) => ["--label", label])];
    await engine.docker(["create", ...options, "--volume", `${other}_data:/data`, image, "sleep", "3600"]);
    const entry = { class: "data", place: `${other}_data`, insteadOf: `${own}_data` };
    const ledger = { version: 2, volumes: { [`${own}/data`]: entry } };
    await writeFile(join(project.root, "stacks/homelab.lock"), JSON.stringify(ledger));
    await project.define(definition("owners-beta", ["web"]).replaceAll(stack, own));
    for (const verb of [["preview"], ["up", "--yes"]]) {
      const { code, stdout, stderr } = await project.tryHomelab(verb);
      expect(code).toBe(1);
      expect(stdout + stderr).toMatch(new RegExp(`HL746[\\s\\S]*volume ${other}_data[\\s\\S]*container ${other}-db-1`));
    }
    expect(await engine.docker(["ps", "--all", "--quiet", "--filter", `name=${own}`])).toBe("");
  });
});
