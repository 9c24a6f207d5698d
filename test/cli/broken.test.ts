import { describe, expect, test } from "vitest";
import { project } from "./project.ts";

/** What it does to the process that it runs in. */
const toTheProcess = [
  "leaves a promise that fails",
  "waits for what never comes",
  "ends the process",
  "fails in a timer",
];

describe("a definition that does not load", () => {
  const broken: readonly (readonly [what: string, source: string, code: string, place: string, says: string])[] = [
    ["does not compile", "const a = 1;\n\nconst x: = 3;\n", "HL701", "stacks/homelab.ts:3", "does not compile"],
    [
      "throws",
      "\nfunction f(): number {\n  throw new TypeError('boo');\n}\nf();\n",
      "HL703",
      "stacks/homelab.ts:3",
      "boo",
    ],
    ["throws a string", "throw 'words';\n", "HL703", "stacks/homelab.ts", "words"],
    ["rejects", "\nawait Promise.reject(new Error('late'));\n", "HL703", "stacks/homelab.ts:2", "late"],
    [
      "leaves a promise that fails",
      "\nvoid Promise.reject(new Error('floating'));\nexport default 3;\n",
      "HL703",
      "stacks/homelab.ts:2",
      "floating",
    ],
    ["imports no such file", "\nimport './nosuch.ts';\n", "HL702", "stacks/homelab.ts:2", "./nosuch.ts"],
    [
      "imports no such package",
      "\nimport x from 'nosuchpackage'; x;\n",
      "HL702",
      "stacks/homelab.ts:2",
      "npm install nosuchpackage",
    ],
    [
      "imports no such name",
      'import { Servce } from "homelab-stacks";\n\nnew Servce();\n',
      "HL702",
      "stacks/homelab.ts:3",
      'did you mean "Service"?',
    ],
    [
      "calls itself without end",
      "\nfunction f(): number { return f() + 1; }\nexport default f();\n",
      "HL703",
      "stacks/homelab.ts:2",
      "Maximum call stack",
    ],
    ["waits for what never comes", "\nawait new Promise(() => {});\n", "HL703", "stacks/homelab.ts", "never"],
    ["ends the process", "\nprocess.exit(0);\n", "HL703", "stacks/homelab.ts", "exit"],
    [
      "fails in a timer",
      "\nsetTimeout(() => { throw new Error('later'); });\nawait new Promise((done) => setTimeout(done, 50));\n",
      "HL703",
      "stacks/homelab.ts:2",
      "later",
    ],
    ["throws nothing", "\nthrow undefined;\n", "HL703", "stacks/homelab.ts", "undefined"],
    ["throws what has no words", "\nthrow Object.create(null);\n", "HL703", "stacks/homelab.ts", "threw"],
    ["exports a promise", "\nexport default Promise.resolve(3);\n", "HL705", "stacks/homelab.ts", "object"],
    [
      "exports the class",
      'export { Homelab as default } from "homelab-stacks";\n',
      "HL705",
      "stacks/homelab.ts",
      "function",
    ],
    ["is no module", "\u0000\u0001", "HL701", "stacks/homelab.ts:1", "does not compile"],
    ["is empty", "", "HL704", "stacks/homelab.ts", "export default"],
    ["exports nothing", "const a = 1; a;\n", "HL704", "stacks/homelab.ts", "export default"],
    ["exports something else", "export default 3;\n", "HL705", "stacks/homelab.ts", "of type number"],
    [
      "throws in a function that it gave",
      'import { ConfigFile, Homelab, Service, Stack } from "homelab-stacks";\nconst lab = new Homelab("kite");\nconst stack = new Stack(lab, "one");\nconst file = new ConfigFile(stack, "f", {\n  target: "/x",\n  content: () => { throw new Error("boo"); },\n});\nnew Service(stack, "app", { image: "docker.io/library/nginx:1.30.4", configs: [file] });\nexport default lab;\n',
      "HL073",
      "stacks/homelab.ts:6",
      "boo",
    ],
    [
      "leaves out what a component needs",
      'import { Homelab, Nextcloud, Stack } from "homelab-stacks";\nconst lab = new Homelab("kite");\nnew Nextcloud(new Stack(lab, "files"), "cloud", {} as never);\nexport default lab;\n',
      "HL071",
      "files/cloud  stacks/homelab.ts:3",
      "database is missing",
    ],
  ];

  test.each(broken)("because it %s", async (what, source, code, place, says) => {
    const lab = await project();
    const command = toTheProcess.includes(what) ? lab.spawn : lab.run;
    await lab.write("stacks/homelab.ts", source);
    for (const verb of ["render", "check"]) {
      const run = await command([verb]);
      expect(run.code).toBe(2);
      expect(run.stdout + run.stderr).toContain(code);
      expect(run.stdout + run.stderr).toContain(place);
      expect(run.stdout + run.stderr).toContain(says);
      expect(run.stderr).not.toMatch(/^\s+at /m);
    }
    const { code: exit, stdout } = await command(["check", "--json"]);
    expect(exit).toBe(2);
    expect(JSON.parse(stdout).problems[0]).toMatchObject({ code, level: "error" });
  });

  test("because its files import each other, and one uses what is not there yet", async () => {
    const lab = await project();
    await lab.write(
      "stacks/homelab.ts",
      'import { name } from "./name.ts";\nexport const base = name + "x";\nexport default 3;\n',
    );
    await lab.write("stacks/name.ts", 'import { base } from "./homelab.ts";\nexport const name = base.trim();\n');
    for (const verb of ["render", "check"]) {
      const run = await lab.run([verb]);
      expect(run.code).toBe(2);
      expect(run.stderr).toContain("HL703");
      expect(run.stderr).toContain("stacks/name.ts:2");
      expect(run.stderr).not.toMatch(/^\s+at /m);
    }
  });

  test("because there is none", async () => {
    const lab = await project();
    const { code, stderr } = await lab.run(["render"]);
    expect(code).toBe(2);
    expect(stderr).toContain("HL700");
    expect(stderr).toContain("--file");
  });
});

test("a definition that leaves something running keeps nobody waiting, and one whose timer fails later is told", async () => {
  const lab = await project();
  await lab.define(`setInterval(() => {}, 1_000);\nnew Service(new Stack(lab, "one"), "app", { image });`);
  const { code, stdout } = await lab.spawn(["check", "--json"]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).ok).toBe(true);
  await lab.define(
    `let asked = 0;
new Service(new Stack(lab, "one"), "app", { image, environment: () => {
  if (asked++ === 0) queueMicrotask(() => { throw new Error("in between"); });
  return {};
} });`,
  );
  const later = await lab.spawn(["check"]);
  expect(later.code).toBe(2);
  expect(later.stderr).toContain("HL703");
  expect(later.stderr).toContain("stacks/homelab.ts:6");
  expect(later.stderr).not.toMatch(/^\s+at /m);
});
