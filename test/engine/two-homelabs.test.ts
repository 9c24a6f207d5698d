import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { busybox } from "./busybox.ts";
import { PulumiProject } from "./pulumi-project.ts";

// Two definitions in one repository, for one host: each has its own ledger, its own Pulumi stack and its own containers.
const [one, two] = ["pair-one", "pair-two"];
const [first, second] = [`${one}-app-web-1`, `${two}-app-web-1`];
const other = ["--file", "stacks/two.ts"];
let project: PulumiProject;
let image: string;

function definition(lab: string, greeting = "hello"): string {
  return `import { Homelab, Secret, Service, Stack, Volume } from "homelab-stacks";
const lab = new Homelab(${JSON.stringify(lab)});
const stack = new Stack(lab, ${JSON.stringify(`${lab}-app`)});
new Service(stack, "web", {
  image: ${JSON.stringify(image)},
  command: ["sleep", "3600"],
  init: true,
  environment: { GREETING: ${JSON.stringify(greeting)}, TOKEN: Secret.generated(stack, "token") },
  volumes: [{ volume: new Volume(stack, "data", { class: "data" }), target: "/data" }],
  stopGracePeriod: "1s",
});
export default lab;
`;
}

const define = (file: string, text: string) => writeFile(join(project.root, "stacks", file), text);
const names = async () => [...(await project.containers()).keys()];

beforeAll(async () => {
  image = await busybox();
  project = await PulumiProject.create(definition(one), [`${one}-app`, `${two}-app`]);
  await define("two.ts", definition(two));
});

afterAll(() => project?.dispose());

describe("two homelabs in one repository", () => {
  it("`--file` names the one that is applied, and no other", async () => {
    const preview = JSON.parse(await project.homelab(["preview", "--json", ...other]));
    expect(preview.changes.map(({ name }: { name: string }) => name)).toContain(second);
    expect(preview.changes.map(({ name }: { name: string }) => name)).not.toContain(first);
    await project.homelab(["up", "--yes", ...other]);
    expect(await names()).toEqual([second]);
    expect(await readdir(join(project.root, "stacks"))).toEqual(["homelab.ts", "pulumi.ts", "two.lock", "two.ts"]);
  });

  it("the other one comes beside it, and both are as defined", async () => {
    await project.homelab(["up", "--yes"]);
    const there = await project.containers();
    expect([...there.keys()]).toEqual([first, second]);
    for (const file of [[], other]) {
      await project.homelab(["status", ...file]);
      await project.homelab(["up", "--yes", ...file]);
    }
    expect(await project.containers()).toEqual(there);
  });

  it("a plain pulumi applies the definition that its stack belongs to", async () => {
    for (const stack of [one, two]) {
      await project.pulumi(["preview", "--expect-no-changes", "--stack", stack]);
    }
    const before = await project.containers();
    await define("two.ts", definition(two, "hello again"));
    await project.pulumi(["up", "--yes", "--skip-preview", "--stack", two]);
    const after = await project.containers();
    expect([after.get(first), after.get(second) === before.get(second)]).toEqual([before.get(first), false]);
  });

  it("a plain pulumi on a stack of no definition's name is refused, naming both", async () => {
    await project.pulumi(["stack", "init", "somewhere"]);
    const before = await project.containers();
    for (const verb of [["preview"], ["up", "--yes", "--skip-preview"]]) {
      const { code, stdout, stderr } = await project.tryPulumi(verb);
      expect(code).not.toBe(0);
      expect(`${stdout}${stderr}`).toMatch(/HL741[\s\S]*"somewhere"[\s\S]*stacks\/homelab\.ts[\s\S]*"pair-one"/);
    }
    expect(await project.containers()).toEqual(before);
  });

  it("a third definition under the name of one of them is refused before anything is touched", async () => {
    await define("three.ts", definition(one, "from three"));
    await define("four.ts", definition(two, "from four"));
    const before = await project.containers();
    for (const [file, owner] of [
      ["three.ts", "stacks/homelab.ts"],
      ["four.ts", "stacks/two.ts"],
    ]) {
      for (const verb of [["up", "--yes"], ["preview"], ["destroy", "--yes"], ["env"]]) {
        const { code, stdout, stderr } = await project.tryHomelab([...verb, "--file", `stacks/${file}`]);
        expect([code, stdout, stderr]).toEqual([2, "", expect.stringContaining(`belongs to ${owner}`)]);
      }
    }
    expect(await project.containers()).toEqual(before);
  });

  it("a program that hands over another homelab than the stack's is refused", async () => {
    await define(
      "pulumi.ts",
      'import { deploy } from "homelab-stacks/pulumi";\nimport lab from "./homelab.ts";\nawait deploy(lab);\n',
    );
    await project.homelab(["preview", "--exit-code"]);
    const { code, stderr } = await project.tryHomelab(["up", "--yes", ...other]);
    expect([code, stderr]).toEqual([
      1,
      expect.stringMatching(/HL741[\s\S]*"pair-two"[\s\S]*"pair-one"[\s\S]*await deploy\(\)/),
    ]);
  });

  it("destroy removes the things of the one that is named", async () => {
    await define("pulumi.ts", 'import { deploy } from "homelab-stacks/pulumi";\nawait deploy();\n');
    const before = await project.containers();
    await project.homelab(["destroy", "--yes", ...other]);
    expect(await project.containers()).toEqual(new Map([[first, before.get(first)]]));
    expect((await project.inspect("network")).map(({ Name }) => Name)).toEqual([`${one}-app_default`]);
    expect((await project.inspect("volume")).map(({ Name }) => Name).sort()).toEqual([
      `${one}-app_data`,
      `${two}-app_data`,
    ]);
    await project.homelab(["preview", "--exit-code"]);
  });
});
