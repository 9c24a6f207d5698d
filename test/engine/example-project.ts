import { readFile } from "node:fs/promises";
import { examples } from "../../docs/examples.ts";
import { build } from "../../lib/model/index.ts";
import { engine } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";

/** Values that are provided, by the secret's name. */
type Provided = Readonly<Record<string, string>>;

/**
 * A project with an example's definition, the images it runs, and its rendered files.
 *
 * @param edit what the test's host needs to be otherwise
 */
export async function exampleProject(
  name: string,
  provided: Provided = {},
  edit: (definition: string) => string = (text) => text,
): Promise<PulumiProject> {
  const example = examples.find((one) => one.name === name);
  if (example === undefined) throw new Error(`there is no example ${name}`);
  const { stacks } = build(example.homelab).model;
  const definition = edit(await readFile(example.file, "utf8"));
  const project = await PulumiProject.create(
    definition,
    stacks.map((stack) => stack.name),
  );
  for (const [secret, value] of Object.entries(provided)) await project.homelab(["secrets", "set", secret], value);
  await engine.images(stacks.flatMap(({ services }) => services.map(({ image }) => image)));
  const { mirror } = engine;
  if (mirror !== undefined) await project.pulumi(["config", "set", "mirror", mirror]);
  await project.homelab(["render", "--secrets", ...(mirror === undefined ? [] : ["--mirror", mirror])]);
  return project;
}

/** A tunnel's token that the stand-in takes. */
export const tunnelToken = btoa(
  JSON.stringify({ a: "account", s: "c2VjcmV0", t: "6ff42ae2-765d-4adf-8112-31c55c1551ef" }),
);
