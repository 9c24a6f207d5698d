import { expect, test } from "vitest";
import { project } from "./project.ts";

const risky = `new Service(new Stack(lab, "one"), "app", { image: "docker.io/library/nginx:latest", privileged: true });`;

test("help shows examples first, for every verb, on standard output", async () => {
  const lab = await project();
  for (const args of [[], ["render"], ["check"], ["secrets"], ["setup"], ["env"]]) {
    const { code, stdout, stderr } = await lab.run([...args, "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/^Examples:\n {2}homelab /);
    expect(stdout).toContain("Usage: homelab");
  }
});

test("--version is the package's", async () => {
  const lab = await project();
  expect(await lab.run(["--version"])).toEqual({ code: 0, stdout: "0.1.0\n", stderr: "" });
});

test.each([
  [["rendr"], "render"],
  [["render", "--secret"], "--secrets"],
  [["check", "--fail-on", "eror"], "error"],
  [["secrets", "rotat"], "rotate"],
  [["render", "--layout"], "argument missing"],
])("wrong usage %j: code 2, and what was meant", async (args, meant) => {
  const lab = await project();
  const { code, stdout, stderr } = await lab.run(args);
  expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  expect(stderr).toContain(meant);
  expect(stderr).toContain("--help");
});

test("without a verb: help, code 2", async () => {
  const lab = await project();
  const { code, stderr } = await lab.run([]);
  expect(code).toBe(2);
  expect(stderr).toContain("Usage: homelab");
});

test("the process ends with the command's code, and what goes wrong is no stack trace", async () => {
  const lab = await project(risky);
  expect(await lab.spawn(["--version"])).toEqual({ code: 0, stdout: "0.1.0\n", stderr: "" });
  expect((await lab.spawn(["check", "--fail-on", "advice"])).code).toBe(1);
  await lab.define("");
  const wrong = await lab.spawn(["render", "--stack", "nosuch"]);
  expect(wrong).toMatchObject({ code: 2, stdout: "", stderr: expect.stringContaining("HL706") });
  expect(wrong.stderr).not.toMatch(/^\s+at /m);
});

test("check: 0 without findings at the level, 1 with them", async () => {
  const lab = await project(risky);
  const report = JSON.parse((await lab.run(["check", "--json", "--fail-on", "advice"])).stdout);
  expect(report.problems.length).toBeGreaterThan(0);
  expect(report.ok).toBe(false);
  expect((await lab.run(["check", "--fail-on", "advice"])).code).toBe(1);
  await lab.define("");
  const { code, stdout } = await lab.run(["check", "--fail-on", "advice"]);
  expect({ code, stdout }).toEqual({ code: 0, stdout: "no problems\n" });
});

test("check: what is acknowledged shows with its reason, and no longer counts", async () => {
  const lab = await project(risky);
  const { problems } = JSON.parse((await lab.run(["check", "--json"])).stdout);
  const codes = [...new Set(problems.map((one: { code: string }) => one.code))];
  await lab.define(`${risky}\nfor (const code of ${JSON.stringify(codes)}) lab.acknowledge(code, "a test's reason");`);
  const { code, stdout } = await lab.run(["check", "--fail-on", "advice"]);
  expect(code).toBe(0);
  expect(stdout).toContain("a test's reason");
  expect(stdout).toContain(`${problems.length} acknowledged`);
});

test("check --sarif: one run, each result with its rule, level, file and line", async () => {
  const lab = await project(risky);
  const { stdout } = await lab.run(["check", "--sarif"]);
  const { version, runs } = JSON.parse(stdout);
  expect(version).toBe("2.1.0");
  const [{ tool, results }] = runs;
  const ids = tool.driver.rules.map((rule: { id: string }) => rule.id);
  expect(results.length).toBeGreaterThan(0);
  for (const result of results) {
    expect(ids).toContain(result.ruleId);
    expect(["error", "warning", "note"]).toContain(result.level);
    expect(result.locations[0].physicalLocation).toEqual({
      artifactLocation: { uri: "stacks/homelab.ts" },
      region: { startLine: 4 },
    });
  }
});

test("check --explain: what a code is about, without a definition", async () => {
  const lab = await project();
  for (const known of ["HL001", "hl012", "HL123"]) {
    const { code, stdout } = await lab.run(["check", "--explain", known]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^HL\d{3} {2}.+\n[\s\S]+fix: /);
  }
  const unknown = await lab.run(["check", "--explain", "HL999"]);
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toContain("HL012");
});

test.each(["render", "check", "secrets list"])(
  "%s --json: a definition that is wrong is a report, too",
  async (verb) => {
    const lab = await project("new Service(new Stack(lab, 'one'), 'app', { image: 'X' });");
    const { code, stdout, stderr } = await lab.run([...verb.split(" "), "--json"]);
    expect({ code, stderr }).toEqual({ code: 2, stderr: "" });
    const report = JSON.parse(stdout);
    expect(report).toMatchObject({ version: 2, command: verb, ok: false });
    expect(report.problems[0]).toMatchObject({ code: "HL005", path: "one/app", source: "stacks/homelab.ts:4" });
  },
);

test("a reader that leaves early is no mistake", async () => {
  const lab = await project(
    Array.from({ length: 300 }, (_, n) => `new Service(new Stack(lab, "s${n}"), "app", { image });`).join("\n"),
  );
  const { exec } = await import("../../lib/system/exec.ts");
  const script = "node node_modules/homelab-stacks/bin/homelab.js check 2>err | head -n 1 >out; cat err";
  expect((await exec("sh", ["-c", script], { cwd: lab.dir, env: lab.env })).replace(/^homelab: building.*\n/, "")).toBe(
    "",
  );
  expect(await lab.read("out")).not.toBe("");
});

test("no colours without a terminal", async () => {
  const lab = await project(risky);
  const { stdout } = await lab.run(["check"], { env: { FORCE_COLOR: "1" } });
  expect(stdout).not.toContain("\u001b");
});
