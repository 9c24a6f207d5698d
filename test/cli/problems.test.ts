import { describe, expect, test } from "vitest";
import { project } from "./project.ts";

/** A mistake on the fifth line of its definition's file; `mend` is part of what says how to mend it. */
interface Mistake {
  readonly what: string;
  readonly body: string;
  readonly code: string;
  readonly path: string;
  readonly mend: string;
}

const line = (options: string) =>
  `const stack = new Stack(lab, "one");\nnew Service(stack, "app", { image, ${options} });`;

const mistakes: readonly Mistake[] = [
  {
    what: "a name that is taken",
    body: `const stack = new Stack(lab, "one"); new Service(stack, "app", { image });\nnew Service(stack, "app", { image });`,
    code: "HL001",
    path: "one/app",
    mend: "another id",
  },
  {
    what: "a route below no domain of the homelab",
    body: `const app = new Service(new Stack(lab, "one"), "app", { image });\napp.web(80).addRoute("git.elsewhere.org", app);`,
    code: "HL011",
    path: "one/app",
    mend: "domains",
  },
  {
    what: "one hostname routed twice",
    body: `const one = new Service(new Stack(lab, "one"), "app", { image }); const two = new Service(new Stack(lab, "two"), "app2", { image });\nfor (const app of [one, two]) app.web(80).addRoute("git", one);`,
    code: "HL012",
    path: "two/app2",
    mend: "another name",
  },
  {
    what: "one host port published twice",
    body: `new Service(new Stack(lab, "one"), "app", { image, ports: [{ target: 80, published: 8080 }] });\nnew Service(new Stack(lab, "two"), "app2", { image, ports: [{ target: 80, published: 8080 }] });`,
    code: "HL0",
    path: "two",
    mend: "port",
  },
  {
    what: "a start order that is a circle",
    body: `const stack = new Stack(lab, "one"); const one = new Service(stack, "a", { image }); const two = new Service(stack, "b", { image, dependsOn: [one] });\none.override({ dependsOn: [two] });`,
    code: "HL010",
    path: "one/a",
    mend: "unorderedUrl",
  },
  { what: "a bad image", body: line('...{ image: "Nginx:::1" }'), code: "HL005", path: "one/app", mend: "docker pull" },
  {
    what: "a relative bind path",
    body: line('volumes: [{ bind: "./data", target: "/data" }]'),
    code: "HL009",
    path: "one/app",
    mend: "whole path",
  },
  {
    what: "port 0",
    body: line("ports: [{ target: 80, published: 0 }]"),
    code: "HL008",
    path: "one/app",
    mend: "65535",
  },
  {
    what: "port 70000",
    body: line("ports: [{ target: 70000, published: 80 }]"),
    code: "HL008",
    path: "one/app",
    mend: "65535",
  },
  { what: "a bad duration", body: line('stopGracePeriod: "soon"'), code: "HL006", path: "one/app", mend: "30s" },
  { what: "a bad size", body: line('memLimit: "much"'), code: "HL007", path: "one/app", mend: "512m" },
  {
    what: "a template that is not there",
    body: `const stack = new Stack(lab, "one"); const file = new ConfigFile(stack, "conf", { target: "/x", content: { template: "nosuch", values: {} } });\nnew Service(stack, "app", { image, configs: [file] });`,
    code: "HL015",
    path: "one/conf",
    mend: "templates/",
  },
  {
    what: "health awaited of what has no healthcheck",
    body: `const stack = new Stack(lab, "one"); const other = new Service(stack, "other", { image });\nnew Service(stack, "app", { image, dependsOn: [{ service: other, condition: "service_healthy" }] });`,
    code: "HL0",
    path: "one",
    mend: "healthcheck",
  },
];

describe("a mistake is told with its path, line and mend, with code 2, and nothing is written", () => {
  test.each(mistakes)("$what", async ({ body, code, path, mend }) => {
    const lab = await project(body);
    const run = await lab.run(["render", "--out", "compose"]);
    expect(run.code).toBe(2);
    expect(run.stdout).toBe("");
    expect(run.stderr).toMatch(/stacks\/homelab\.ts:[45]\b/);
    expect(run.stderr).toMatch(new RegExp(`error ${code}\\d*  ${path}`));
    expect(run.stderr.slice(run.stderr.indexOf(code))).toContain(mend);
    expect(run.stderr).not.toMatch(/^\s+at /m);
    expect(await lab.state()).toEqual({});

    const report = JSON.parse((await lab.run(["check", "--json"])).stdout);
    expect(report).toMatchObject({ version: 1, command: "check", ok: false });
    const errors = report.problems.filter((one: { level: string }) => one.level === "error");
    expect(errors[0]).toMatchObject({ code: expect.stringContaining(code), mend: expect.any(String) });
  });

  test("a value that does not parse hides nothing else that is wrong with the same service", async () => {
    const lab = await project(`
      new Service(new Stack(lab, "web"), "app", {
        image: "nginx",
        volumes: [{ bind: "./html", target: "/html" }, { bind: "/var/run/docker.sock", target: "/var/run/docker.sock" }],
        ports: [{ target: 80, published: 0 }, { target: 81, published: 81, hostIp: "0.0.0.0" }],
        memLimit: "lots",
      });`);
    const { code, stdout } = await lab.run(["check"]);
    expect(code).toBe(2);
    const codes = [...stdout.matchAll(/^ {2}(?:error|warning) (HL\d+)/gm)].map((match) => match[1]);
    expect(codes.sort()).toEqual(["HL007", "HL008", "HL009", "HL100", "HL111", "HL114"]);
  });

  test("all at once, grouped by stack", async () => {
    const lab = await project(`new Service(new Stack(lab, "b"), "app", { image, memLimit: "much" });
new Service(new Stack(lab, "a"), "app2", { image, stopGracePeriod: "soon", ports: [{ target: 0, published: 80 }] });`);
    const { stderr } = await lab.run(["render"]);
    expect(stderr).toMatch(/^a\n[\s\S]*HL008[\s\S]*HL006[\s\S]*^b\n[\s\S]*HL007/m);
    expect(stderr).toContain("3 errors");
  });
});

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
      "HL004",
      "stacks/homelab.ts:6",
      "boo",
    ],
  ];

  test.each(broken)("because it %s", async (_, source, code, place, says) => {
    const lab = await project();
    await lab.write("stacks/homelab.ts", source);
    for (const verb of ["render", "check"]) {
      const run = await lab.run([verb]);
      expect(run.code).toBe(2);
      expect(run.stdout + run.stderr).toContain(code);
      expect(run.stdout + run.stderr).toContain(place);
      expect(run.stdout + run.stderr).toContain(says);
      expect(run.stderr).not.toMatch(/^\s+at /m);
    }
    const { code: exit, stdout } = await lab.run(["check", "--json"]);
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
  const { code, stdout } = await lab.run(["check", "--json"]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).ok).toBe(true);
  await lab.define(
    `let asked = 0;
new Service(new Stack(lab, "one"), "app", { image, environment: () => {
  if (asked++ === 0) queueMicrotask(() => { throw new Error("in between"); });
  return {};
} });`,
  );
  const later = await lab.run(["check"]);
  expect(later.code).toBe(2);
  expect(later.stderr).toContain("HL703");
  expect(later.stderr).toContain("stacks/homelab.ts:6");
  expect(later.stderr).not.toMatch(/^\s+at /m);
});

test("a definition of several files, in TypeScript that needs compiling, that writes to standard output", async () => {
  const lab = await project();
  await lab.write("stacks/kind.ts", "export enum Kind { Web = 'web' }\n");
  await lab.define(
    `import { Kind } from "./kind.ts";\nconsole.log("noise");\nnew Service(new Stack(lab, "one"), Kind.Web, { image });`,
  );
  const { code, stdout, stderr } = await lab.run(["check", "--json"]);
  expect(code).toBe(0);
  expect(JSON.parse(stdout).ok).toBe(true);
  expect(stderr).toContain("noise");
});

test("a changed definition and a changed file beside it are read anew", async () => {
  const lab = await project();
  await lab.define(`import { name } from "./name.ts";\nnew Service(new Stack(lab, name), "app", { image });`);
  await lab.write("stacks/name.ts", 'export const name = "one";\n');
  await lab.run(["render"]);
  await lab.write("stacks/name.ts", 'export const name = "two";\n');
  const { stdout } = await lab.run(["render"]);
  expect(stdout).toContain("wrote compose/two/compose.yaml");
  expect(stdout).toContain("removed compose/one/compose.yaml");
});

test("hostile text is escaped wherever it is printed", async () => {
  const hostile = "\\u001b[31mred\\u202e\\r\\n\\u0007";
  const lab = await project(`const stack = new Stack(lab, "one");
new Service(stack, "a${hostile}", { image: "b${hostile}" });
throw new Error("${hostile}");`);
  const broken = await lab.run(["render"]);
  await lab.define(`new Service(new Stack(lab, "one"), "a${hostile}", { image: "b${hostile}" });`);
  const wrong = await lab.run(["check"]);
  const report = await lab.run(["check", "--json"]);
  const argument = await lab.run(["render", "--stack", "\u001b[31m\u202e"]);
  const verb = await lab.run(["\u001b[31m\u202e"]);
  for (const { code, stdout, stderr } of [broken, wrong, report, argument, verb]) {
    expect(code).toBe(2);
    expect(stdout + stderr).not.toMatch(/[\u001b\u202e\u0007\r]/);
  }
  expect(broken.stderr).toContain("\\u{1b}[31mred\\u{202e}");
});
