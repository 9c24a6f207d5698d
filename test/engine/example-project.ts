import { readdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Example, examples } from "../../docs/examples.ts";
import { build } from "../../lib/model/index.ts";
import { engine } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";

/** Values that are provided, by the secret's name. */
type Provided = Readonly<Record<string, string>>;

/** @throws Error where there is none of that name */
export function exampleOf(name: string): Example {
  const example = examples.find((one) => one.name === name);
  if (example === undefined) throw new Error(`there is no example ${name}`);
  return example;
}

/**
 * A project with an example's definition, which may be of several files, the images it runs, and its rendered files.
 *
 * @param edit what the test's host needs to be otherwise
 */
export async function exampleProject(
  name: string,
  provided: Provided = {},
  edit: (definition: string) => string = (text) => text,
): Promise<PulumiProject> {
  const example = exampleOf(name);
  const { stacks } = build(example.homelab).model;
  const folder = dirname(example.file);
  const files = (await readdir(folder)).filter((file) => file.endsWith(".ts"));
  const texts = await Promise.all(
    files.map(async (file) => [file, edit(await readFile(join(folder, file), "utf8"))] as const),
  );
  const { "homelab.ts": definition = "", ...beside } = Object.fromEntries(texts);
  const names = stacks.map((stack) => stack.name);
  const project = await PulumiProject.create(definition, names, {}, true, beside);
  for (const [secret, value] of Object.entries(provided)) await project.homelab(["secrets", "set", secret], value);
  await engine.images(stacks.flatMap(({ services }) => services.map(({ image }) => image)));
  const { mirror } = engine;
  if (mirror !== undefined) await project.pulumi(["config", "set", "mirror", mirror]);
  await project.homelab(["render", "--secrets", ...(mirror === undefined ? [] : ["--mirror", mirror])]);
  return project;
}

/** A definition's text, for a host with another folder of media, no address in a LAN, and other things at the ports. */
export function onThisHost(text: string, media: string): string {
  return text
    .replace("/srv/media", media)
    .replace('{ hostIp: "192.168.1.2" }', '{ hostIp: "127.0.0.1", hostPort: 553 }')
    .replace(/(hostPort: |", )(\d{3,5})\b/g, (_, before, port) => `${before}${Number(port) + 20_000}`);
}

/** A key of WireGuard's that nobody has. */
export const vpnKey = "yAnz5TF+lXXJte14tji3zlMNq+hd2rYUIgJBgB3fBmk=";

/** A tunnel's token that the stand-in takes. */
export const tunnelToken = btoa(
  JSON.stringify({ a: "account", s: "c2VjcmV0", t: "6ff42ae2-765d-4adf-8112-31c55c1551ef" }),
);
