import { describe, expect, test } from "vitest";
import { project } from "./project.ts";

// Nothing of a definition reaches standard output, or decides how a command ends: each in a process of its own.

const definition = (top: string, lazy: string, rest = "") => `import fs from "node:fs";
import { Homelab, Service, Stack } from "homelab-stacks";
const lab = new Homelab("kite");
${top}
new Service(new Stack(lab, "one"), "app", {
  image: "docker.io/library/nginx:1.30.4",
  healthcheck: "none",
  environment: () => {
    ${lazy}
    return {};
  },
});
${rest}
export default lab;
`;

const noise =
  'console.log("NOISE"); process.stdout.write("NOISE\\n"); fs.writeSync(1, "NOISE\\n"); process.stdout.end("NOISE\\n");';

describe("a definition", () => {
  test("that writes wherever it runs leaves standard output to the command", async () => {
    const lab = await project();
    await lab.write("stacks/homelab.ts", definition(noise, noise, `setImmediate(() => { ${noise} });`));
    const check = await lab.spawn(["check", "--json"]);
    expect(check.code).toBe(0);
    expect(JSON.parse(check.stdout)).toMatchObject({ ok: true });
    expect(check.stderr).toContain("NOISE");
    for (const args of [["graph"], ["render"]]) {
      expect((await lab.spawn(args)).stdout).not.toContain("NOISE");
    }
  });

  const endings: [string, string, string, number][] = [
    ["ends the process at the top", "process.exit(0);", "", 2],
    ["ends the process in a function", "", "process.exit(0);", 2],
    [
      "ends the process from a timer",
      "setTimeout(() => process.exit(0), 1); await new Promise((go) => setTimeout(go, 50));",
      "",
      2,
    ],
    ["leaves a promise rejected in a function", "", 'void Promise.reject(new Error("nobody waits"));', 2],
    ["sets the exit code at the top", "process.exitCode = 7;", "", 0],
    ["sets the exit code in a function", "", "process.exitCode = 7;", 0],
    ["sets the exit code as the process ends", 'process.on("exit", () => { process.exitCode = 7; });', "", 0],
  ];

  test.each(endings)("that %s does not decide the exit code", async (_, top, lazy, code) => {
    const lab = await project();
    await lab.write("stacks/homelab.ts", definition(top, lazy));
    const check = await lab.spawn(["check", "--json"]);
    expect(check.code).toBe(code);
    const report = JSON.parse(check.stdout);
    if (code === 0) expect(report.ok).toBe(true);
    else expect(JSON.stringify(report.problems) + check.stderr).toMatch(/HL703|HL073/);
    expect((await lab.spawn(["render"])).code).toBe(code);
  });
});
