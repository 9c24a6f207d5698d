import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { checks } from "../../lib/policy/index.ts";
import { composeLint, dclint } from "./linters.ts";

// What other people's tools say of the goldens.

const golden = fileURLToPath(new URL("../golden", import.meta.url));
const acknowledged = fileURLToPath(new URL("compose-lint.yml", import.meta.url));
const files = readdirSync(golden, { recursive: true, encoding: "utf8" })
  .filter((path) => path.endsWith("compose.yaml"))
  .map((path) => join(golden, path));

interface Finding {
  readonly file: string;
  readonly service: string;
  readonly rule_id: string;
  readonly severity: string;
  readonly suppressed: boolean;
  readonly suppression_reason?: string;
}

/** Whether the rendered file gives a reason for it: by a comment above the service, of a check that covers the rule. */
function isAcknowledged({ file, service, rule_id: rule }: Finding): boolean {
  const [, comment = ""] = new RegExp(`\n((?: +#.*\n)*) +"?${service}"?:\n`).exec(readFileSync(file, "utf8")) ?? [];
  const codes = [...comment.matchAll(/# Acknowledged (HL\d+): ./g)].map(([, code]) => code);
  return checks.some(({ code, covers }) => codes.includes(code) && covers?.includes(rule));
}

describe("the goldens", () => {
  it("have no error and no warning of dclint's", async () => {
    const { code, stdout } = await dclint(["--recursive", "--max-warnings", "0", "--no-color", golden]);
    expect(stdout.trim()).toBe("");
    expect(code).toBe(0);
    // A hundred files, in a process of its own.
  }, 180_000);

  it("have no finding of compose-lint's at medium or above but those acknowledged with a reason", async () => {
    const args = ["check", "--strict-config", "--config", acknowledged, "--fail-on", "medium", "--format", "json"];
    const { code, stdout, stderr } = await composeLint([...args, ...files]);
    expect(stderr).toBe("");
    const { findings } = JSON.parse(stdout) as { findings: Finding[] };
    const open = findings.filter((one) => !one.suppressed && one.severity !== "low");
    expect(open.filter((one) => !isAcknowledged(one))).toEqual([]);
    expect(findings.filter((one) => one.suppressed && !one.suppression_reason)).toEqual([]);
    expect(code).toBe(open.length === 0 ? 0 : 1);
  });

  it("would be found wanting if they were", async () => {
    const { code, stdout } = await composeLint(["check", "--fail-on", "medium", ...files]);
    expect(stdout).toContain("CL-0019");
    expect(code).toBe(1);
  });
});
