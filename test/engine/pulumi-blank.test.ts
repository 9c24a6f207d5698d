import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { REAL } from "./busybox.ts";
import { PulumiProject } from "./pulumi-project.ts";

// What stops an `up` before anything is touched: a secret that nobody has set, a folder that is no Pulumi project.

const stack = "pulumi-blank";
let project: PulumiProject;

beforeAll(async () => {
  project = await PulumiProject.create(
    `import { Homelab, Secret, Service, Stack, text } from "homelab-stacks";
const stack = new Stack(new Homelab("blank"), ${JSON.stringify(stack)});
const [file, part, whole] = ["file", "part", "whole"].map((id) => Secret.provided(stack, id));
new Service(stack, "app", {
  image: ${JSON.stringify(REAL)},
  environment: { A_FILE: file.file(), B: text\`x-\${part}\`, C: whole },
});
export default stack.node.root;
`,
    [stack],
  );
});

afterAll(() => project?.dispose());

it.each([
  ["homelab up", () => project.tryHomelab(["up", "--yes"])],
  ["homelab preview", () => project.tryHomelab(["preview"])],
  ["pulumi up", () => project.tryPulumi(["up", "--yes", "--skip-preview"])],
])("an unset secret stops `%s`, by name, whatever its delivery", async (_, run) => {
  const { code, stdout, stderr } = await run();
  expect(code).not.toBe(0);
  for (const id of ["FILE", "PART", "WHOLE"]) expect(stdout + stderr).toContain(`PULUMI_BLANK_${id}`);
  expect(await project.containers()).toEqual(new Map());
});

it("an empty one cannot be stored in its place", async () => {
  const { code, stderr } = await project.tryHomelab(["secrets", "set", "PULUMI_BLANK_FILE"], "");
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("HL714") });
});

it("a folder without a Pulumi.yaml is told as such", async () => {
  for (const id of ["FILE", "PART", "WHOLE"]) await project.homelab(["secrets", "set", `PULUMI_BLANK_${id}`], "x");
  await rm(join(project.root, "Pulumi.yaml"));
  const { code, stderr } = await project.tryHomelab(["preview"]);
  expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringContaining("HL740") });
});
