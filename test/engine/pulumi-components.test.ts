import { mkdir, readFile, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { catalogue, homelabOf, variants } from "../../docs/catalogue.ts";
import { build } from "../../lib/model/index.ts";
import { busybox } from "./busybox.ts";
import { engine } from "./engine.ts";
import { PulumiProject } from "./pulumi-project.ts";
import { notWell, startTimes } from "./system.ts";

// Every variant of every component, each in a stack of its own; the data of every second one in a folder.

const stackOf = ({ name }: { readonly name: string }) => `v-${name}`;
const stacks = variants.map(stackOf);
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

/** The variants as a user would have written them: what they import of the library comes from the package. */
async function writeVariants(root: string): Promise<void> {
  await mkdir(join(root, "stacks/variants"), { recursive: true });
  for (const { name } of catalogue) {
    const source = await readFile(new URL(`../../lib/apps/${name}/variants.ts`, import.meta.url), "utf8");
    const own = source.replace(/"\.\.\/(\.\.\/core\/)?index\.ts"/g, '"homelab-stacks"');
    await writeFile(join(root, `stacks/variants/${name}.ts`), own);
  }
}

const definition = `
import { Homelab, Network, Stack } from "homelab-stacks";
${catalogue.map(({ name }, index) => `import { variants as of${index} } from "./variants/${name}.ts";`).join("\n")}
const lab = new Homelab("variants", { domain: "example.com", timezone: "Asia/Tokyo" });
const all = [${catalogue.map((_, index) => `...of${index}`).join(", ")}];
for (const [index, { name, define }] of all.entries()) {
  const stack = new Stack(lab, "v-" + name, index % 2 === 0 ? {} : { storage: { bind: "${folder}" } });
  // More stacks than Docker's own address pools have networks for.
  const [subnet, gateway] = ["0/24", "1"].map((end) => "10.216." + index + "." + end);
  new Network(stack, "default", { ipam: [{ subnet, gateway }] });
  define(stack, stack);
}
export default lab;
`;

/** The secrets that the variants ask for, by their names in the store. */
const provided = variants.flatMap((variant) =>
  Object.entries(variant.provided ?? {}).map(
    ([name, value]) => [`${stackOf(variant)}-${name}`.toUpperCase().replaceAll("-", "_"), value] as const,
  ),
);
const services = variants.flatMap((variant) =>
  build(homelabOf(variant)).model.stacks.flatMap((stack) => stack.services),
).length;
/** Their images have no tool for a healthcheck. */
const unchecked = ["gotenberg", "tika"].map((name) => `v-paperless-office-paperless-${name}-1`);

let project: PulumiProject;

interface Asked {
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** What Traefik answers by HTTPS, whoever signed its certificate. */
function statusOf({ host, path, headers }: Asked): Promise<number | undefined> {
  return new Promise((done, failed) => {
    const target = { host: "127.0.0.1", port: 18_493, servername: host, rejectUnauthorized: false };
    const asked = request({ ...target, path, headers: { ...headers, host } }, (answer) => {
      answer.resume();
      done(answer.statusCode);
    });
    asked.on("error", failed).end();
  });
}

beforeAll(async () => {
  project = await PulumiProject.create(definition, stacks);
  await emptyFolder();
  await writeVariants(project.root);
  for (const [name, value] of provided) await project.homelab(["secrets", "set", name], value);
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

describe("every variant of every component", () => {
  it("comes up by `pulumi up`, every container healthy", async () => {
    await project.up();
    expect(await notWell(project, unchecked)).toEqual({ all: services, notWell: [] });
  });

  it("is reached through Traefik by whoever knows the password, and by nobody else", async () => {
    const [host, path] = ["traefik-git.example.com", "/a%2Fdeep/path?x=1"];
    const ask = (headers: Record<string, string> = {}) => statusOf({ host, path, headers });
    const basic = (login: string) => ({ authorization: `Basic ${Buffer.from(login).toString("base64")}` });
    expect({
      nobody: await ask(),
      wrong: await ask(basic("kim:a guess")),
      forged: await ask({ "X-Forwarded-User": "kim", "Remote-User": "kim", "X-authentik-username": "kim" }),
      unknown: await statusOf({ host: "other.example.com", path, headers: basic("kim:only for this test") }),
    }).toEqual({ nobody: 401, wrong: 401, forged: 401, unknown: 404 });
    expect(await statusOf({ host, path: "/api/healthz", headers: basic("kim:only for this test") })).toBe(200);
    const plain = await fetch("http://127.0.0.1:18090/", { redirect: "manual" });
    expect([plain.status, plain.headers.get("location")]).toEqual([301, "https://127.0.0.1:18493/"]);
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
