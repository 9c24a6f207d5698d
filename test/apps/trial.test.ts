import { appendFile, cp, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { exec } from "../../lib/system/exec.ts";

// A new component is its folder in lib/apps and its image's file, each with a line in its index: all else follows by iteration.

const repository = fileURLToPath(new URL("../..", import.meta.url));
let copy: string;

const image = `import type { KnownImage } from "./known-image.ts";

export const trial = {
  names: ["registry.example/trial"],
  pinned: "registry.example/trial:1.0.0",
  files: [/^TRIAL_PASSWORD$/, "_FILE"],
  lacks: "all",
  state: "/trial",
  capabilities: { CHOWN: "the trial takes over its folder" },
} as const satisfies KnownImage & { readonly pinned: string };
`;
const component = `import type { Construct } from "constructs";
import { defaultId, Element, Secret, Service, Volume } from "../../core/index.ts";
import { trial } from "../../images/trial.ts";
import { health } from "../health.ts";

export class Trial extends Element {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    new Service(this, defaultId, {
      image: trial.pinned,
      capAdd: Object.keys(trial.capabilities),
      environment: { TRIAL_PASSWORD_FILE: Secret.generated(this, "password").file() },
      volumes: [{ volume: new Volume(this, "data", { class: "data" }), target: trial.state }],
      healthcheck: health(["CMD", "trial", "health"], { startPeriod: "5s" }),
      memLimit: "64m",
    });
  }
}
`;
const facts = `import type { ComponentFacts } from "../facts.ts";

export const facts: ComponentFacts = {
  title: "Trial",
  about: "a trial",
  takes: "nothing",
  gives: "nothing",
  user: "root",
  rotation: "nothing",
  verified: "nothing",
};
`;
const variants = `import { Trial } from "../index.ts";
import type { Variant } from "../variant.ts";

export const variants: readonly Variant[] = [{ name: "trial", define: (own) => new Trial(own, "trial") }];
`;
/** What follows from the folders, as JSON. */
const ask = `
import { homelabOf, variants } from "./docs/catalogue.ts";
import { componentsPage } from "./docs/components.ts";
import { componentTable } from "./docs/readme.ts";
import { build } from "./lib/model/index.ts";
import { fileVariable, knowledgeOf } from "./lib/policy/images.ts";
import { runChecks } from "./lib/policy/index.ts";
import { renderCompose } from "./lib/targets/compose/index.ts";
const trial = variants.find(({ name }) => name === "trial")!;
const { model, problems } = build(homelabOf(trial));
console.log(JSON.stringify({
  page: componentsPage(),
  table: componentTable(),
  golden: renderCompose(model, { layout: "project" }).map(({ path }) => path),
  found: [...problems, ...runChecks(model, () => undefined).problems].filter(({ level }) => level !== "advice"),
  file: fileVariable("127.0.0.1:5000/registry.example/trial:2", "TRIAL_PASSWORD"),
  state: knowledgeOf("registry.example/trial").state,
}));
`;

beforeAll(async () => {
  copy = await mkdtemp(join(tmpdir(), "trial-"));
  for (const name of ["lib", "docs", "templates", "package.json", "tsconfig.json"])
    await cp(join(repository, name), join(copy, name), { recursive: true });
  await symlink(join(repository, "node_modules"), join(copy, "node_modules"));
  await mkdir(join(copy, "lib/apps/trial"));
  await writeFile(join(copy, "lib/images/trial.ts"), image);
  await writeFile(join(copy, "lib/apps/trial/component.ts"), component);
  await writeFile(join(copy, "lib/apps/trial/facts.ts"), facts);
  await writeFile(join(copy, "lib/apps/trial/variants.ts"), variants);
  await appendFile(join(copy, "lib/apps/index.ts"), 'export { Trial } from "./trial/component.ts";\n');
  await appendFile(join(copy, "lib/images/all.ts"), 'export { trial } from "./trial.ts";\n');
  await writeFile(join(copy, "ask.ts"), ask);
});

afterAll(() => rm(copy, { recursive: true }));

it("shows up in the docs, goldens, findings and checks by its own files alone", async () => {
  const { page, table, ...rest } = JSON.parse(await exec("npx", ["tsx", "ask.ts"], { cwd: copy }));
  expect(page).toContain("## Trial");
  expect(table).toContain("| `Trial` | a trial | nothing | nothing |");
  expect(page).toContain("CHOWN: the trial takes over its folder");
  expect(rest).toEqual({
    golden: expect.arrayContaining(["trial/compose.yaml"]),
    found: [],
    file: "TRIAL_PASSWORD_FILE",
    state: "/trial",
  });
});
