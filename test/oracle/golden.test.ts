import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { composeLint, dclint } from "./linters.ts";

// What other people's tools say of the goldens.

const golden = fileURLToPath(new URL("../golden", import.meta.url));
const acknowledged = fileURLToPath(new URL("compose-lint.yml", import.meta.url));
const files = readdirSync(golden, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith("compose.yaml"))
  .map((path) => join(golden, path));

describe("the goldens", () => {
  it("have no error and no warning of dclint's", async () => {
    const { code, stdout } = await dclint(["--recursive", "--max-warnings", "0", "--no-color", golden]);
    expect(stdout.trim()).toBe("");
    expect(code).toBe(0);
  });

  it("have no finding of compose-lint's at medium or above but those acknowledged with a reason", async () => {
    const args = ["check", "--strict-config", "--config", acknowledged, "--fail-on", "medium", "--format", "json"];
    const { code, stdout, stderr } = await composeLint([...args, ...files]);
    expect(stderr).toBe("");
    const { findings } = JSON.parse(stdout) as {
      findings: { severity: string; suppressed: boolean; suppression_reason?: string }[];
    };
    const open = findings.filter((one) => !one.suppressed && one.severity !== "low");
    expect(open).toEqual([]);
    expect(findings.filter((one) => one.suppressed && !one.suppression_reason)).toEqual([]);
    expect(code).toBe(0);
  });

  it("would be found wanting if they were", async () => {
    const { code, stdout } = await composeLint(["check", "--fail-on", "medium", ...files]);
    expect(stdout).toContain("CL-0019");
    expect(code).toBe(1);
  });
});
