import { describe, expect, test } from "vitest";
import { project } from "./project.ts";

/** A mistake on the fifth line of its definition's file; `fix` is part of what says how to fix it. */
interface Mistake {
  readonly what: string;
  readonly body: string;
  readonly code: string;
  readonly path: string;
  readonly fix: string;
}

const line = (options: string) =>
  `const stack = new Stack(lab, "one");\nnew Service(stack, "app", { image, ${options} });`;

const mistakes: readonly Mistake[] = [
  {
    what: "a name that is taken",
    body: `const stack = new Stack(lab, "one"); new Service(stack, "app", { image });\nnew Service(stack, "app", { image });`,
    code: "HL001",
    path: "one/app",
    fix: "another id",
  },
  {
    what: "a route below no domain of the homelab",
    body: `const app = new Service(new Stack(lab, "one"), "app", { image });\napp.web(80).addRoute("git.elsewhere.org", app);`,
    code: "HL011",
    path: "one/app",
    fix: "domains",
  },
  {
    what: "one hostname routed twice",
    body: `const one = new Service(new Stack(lab, "one"), "app", { image }); const two = new Service(new Stack(lab, "two"), "app2", { image });\nfor (const app of [one, two]) app.web(80).addRoute("git", one);`,
    code: "HL012",
    path: "two/app2",
    fix: "another name",
  },
  {
    what: "one host port published twice",
    body: `new Service(new Stack(lab, "one"), "app", { image, ports: [{ target: 80, published: 8080 }] });\nnew Service(new Stack(lab, "two"), "app2", { image, ports: [{ target: 80, published: 8080 }] });`,
    code: "HL0",
    path: "two",
    fix: "port",
  },
  {
    what: "a start order that is a circle",
    body: `const stack = new Stack(lab, "one"); const one = new Service(stack, "a", { image }); const two = new Service(stack, "b", { image, dependsOn: [one] });\none.override({ dependsOn: [two] });`,
    code: "HL010",
    path: "one/a",
    fix: "unorderedUrl",
  },
  { what: "a bad image", body: line('...{ image: "Nginx:::1" }'), code: "HL005", path: "one/app", fix: "docker pull" },
  {
    what: "a relative bind path",
    body: line('volumes: [{ bind: "./data", target: "/data" }]'),
    code: "HL009",
    path: "one/app",
    fix: "whole path",
  },
  {
    what: "port 0",
    body: line("ports: [{ target: 80, published: 0 }]"),
    code: "HL008",
    path: "one/app",
    fix: "65535",
  },
  {
    what: "port 70000",
    body: line("ports: [{ target: 70000, published: 80 }]"),
    code: "HL008",
    path: "one/app",
    fix: "65535",
  },
  { what: "a bad duration", body: line('stopGracePeriod: "soon"'), code: "HL006", path: "one/app", fix: "30s" },
  { what: "a bad size", body: line('memLimit: "much"'), code: "HL007", path: "one/app", fix: "512m" },
  {
    what: "a template that is not there",
    body: `const stack = new Stack(lab, "one"); const file = new ConfigFile(stack, "conf", { target: "/x", content: { template: "nosuch", values: {} } });\nnew Service(stack, "app", { image, configs: [file] });`,
    code: "HL015",
    path: "one/conf",
    fix: "templates/",
  },
  {
    what: "health awaited of what has no healthcheck",
    body: `const stack = new Stack(lab, "one"); const other = new Service(stack, "other", { image });\nnew Service(stack, "app", { image, dependsOn: [{ service: other, condition: "service_healthy" }] });`,
    code: "HL0",
    path: "one",
    fix: "healthcheck",
  },
];

describe("a mistake is told with its path, line and fix, with code 2, and nothing is written", () => {
  test.each(mistakes)("$what", async ({ body, code, path, fix }) => {
    const lab = await project(body);
    const run = await lab.run(["render", "--out", "compose"]);
    expect(run.code).toBe(2);
    expect(run.stdout).toBe("");
    expect(run.stderr).toMatch(/stacks\/homelab\.ts:[45]\b/);
    expect(run.stderr).toMatch(new RegExp(`error ${code}\\d*  ${path}`));
    expect(run.stderr.slice(run.stderr.indexOf(code))).toContain(fix);
    expect(run.stderr).not.toMatch(/^\s+at /m);
    expect(await lab.state()).toEqual({});

    const report = JSON.parse((await lab.run(["check", "--json"])).stdout);
    expect(report).toMatchObject({ version: 2, command: "check", ok: false });
    const errors = report.problems.filter((one: { level: string }) => one.level === "error");
    expect(errors[0]).toMatchObject({ code: expect.stringContaining(code), fix: expect.any(String) });
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
    expect(codes.sort()).toEqual(["HL007", "HL008", "HL009", "HL100", "HL111", "HL114", "HL144"]);
  });

  test("all at once, grouped by stack", async () => {
    const lab = await project(`new Service(new Stack(lab, "b"), "app", { image, memLimit: "much" });
new Service(new Stack(lab, "a"), "app2", { image, stopGracePeriod: "soon", ports: [{ target: 0, published: 80 }] });`);
    const { stderr } = await lab.run(["render"]);
    expect(stderr).toMatch(/^a\n[\s\S]*HL008[\s\S]*HL006[\s\S]*^b\n[\s\S]*HL007/m);
    expect(stderr).toContain("3 errors");
  });
});

test("a definition of several files, in TypeScript that needs compiling, that writes to standard output", async () => {
  const lab = await project();
  await lab.write("stacks/kind.ts", "export enum Kind { Web = 'web' }\n");
  await lab.define(
    `import { Kind } from "./kind.ts";\nconsole.log("noise");\nnew Service(new Stack(lab, "one"), Kind.Web, { image });`,
  );
  const { code, stdout, stderr } = await lab.spawn(["check", "--json"]);
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
