import { cp, mkdir, symlink } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { project } from "./project.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

const helper = `import { Network, Secret, Service, Stack } from "homelab-stacks";
const image = "docker.io/library/nginx:1.30.4";
export const web = (lab) => new Service(new Stack(lab, "helped"), "app", { image });
export const network = (stack) => new Network(stack, "back");
export const secret = (stack) => Secret.generated(stack, "token");
`;

const definition = (use: string) => `import { Homelab, Service, Stack, text } from "homelab-stacks";
import * as helper from "helper";
const lab = new Homelab("kite");
const stack = new Stack(lab, "own");
const image = "docker.io/library/nginx:1.30.4";
${use}
export default lab;
`;

const uses: [string, string, string][] = [
  ["a stack in the tree", "helper.web(lab);", "is a Stack of another copy"],
  ["a network", 'new Service(stack, "app", { image, networks: [helper.network(stack)] });', "networks.0 is a Network"],
  [
    "a secret's file",
    'new Service(stack, "app", { image, environment: { A: helper.secret(stack).file() } });',
    "is a Secret of another copy",
  ],
  [
    "a secret in a text",
    'new Service(stack, "app", { image, environment: { A: text`a${helper.secret(stack)}` } });',
    "Secret",
  ],
];

test.each(uses)("what a second copy of the library made is refused by name: %s", async (_, use, says) => {
  const lab = await project();
  // Builds dist, which the second copy is a copy of.
  expect((await lab.spawn(["--version"])).code).toBe(0);
  const modules = join(lab.dir, "node_modules");
  const copy = join(modules, "helper", "node_modules", "homelab-stacks");
  await mkdir(copy, { recursive: true });
  for (const part of ["dist", "package.json"]) await cp(join(root, part), join(copy, part), { recursive: true });
  await symlink(dirname(fileURLToPath(import.meta.resolve("constructs/package.json"))), join(modules, "constructs"));
  await lab.write(
    "node_modules/helper/package.json",
    '{ "name": "helper", "type": "module", "exports": "./index.js" }',
  );
  await lab.write("node_modules/helper/index.js", helper);
  await lab.write("stacks/homelab.ts", definition(use));
  const { code, stderr } = await lab.spawn(["render"]);
  expect(code).toBe(2);
  expect(stderr).toContain("HL072");
  expect(stderr).toContain("stacks/homelab.ts:6");
  expect(stderr).toContain(says);
  expect(stderr).toContain(copy);
  expect(stderr).toContain(root.replace(/\/$/, ""));
});
