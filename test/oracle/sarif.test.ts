import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import { expect, it } from "vitest";
import { formatSarif } from "../../lib/cli/terminal/sarif.ts";
import { everyRule } from "../../lib/policy/every-rule.ts";
import { project } from "../cli/project.ts";

// The schema of SARIF 2.1.0 (rtm.5) as SchemaStore publishes it, which other programs validate against.
const schema = JSON.parse(readFileSync(new URL("sarif-2.1.0.schema.json", import.meta.url), "utf8"));
const ajv = new Ajv({ strict: false, validateFormats: false, unicodeRegExp: false });
const validate = ajv.compile(schema);

function faults(sarif: string) {
  validate(JSON.parse(sarif));
  return validate.errors ?? [];
}

it.each([
  ["findings of all levels, some acknowledged", risky()],
  ["nothing", ""],
  ["a definition that does not build", "new Service(lab, 'x', { image: 'X Y' });"],
  ["a definition that throws", "throw new Error('no');"],
  ["a definition that does not compile", "const ="],
])("`check --sarif` of %s is SARIF 2.1.0", async (_, body) => {
  const { stdout } = await (await project(body)).run(["check", "--sarif"]);
  expect(faults(stdout)).toEqual([]);
});

it("hostile text in a problem is still SARIF", () => {
  const problem = {
    code: "HL004",
    level: "error",
    path: "a\u202e\n",
    source: "a b/ü%.ts:3",
    message: "\u001b[2J\ud800",
  } as const;
  expect(faults(formatSarif([{ ...problem, fix: "" }], [{ ...problem, fix: "", reason: "\0" }], everyRule))).toEqual(
    [],
  );
});

it("would be found wanting if it were not", () => {
  expect(faults('{"version":"2.0.0","runs":[]}')).not.toEqual([]);
  expect(faults('{"version":"2.1.0","runs":[{"tool":{"driver":{}}}]}')).not.toEqual([]);
});

function risky(): string {
  return `const stack = new Stack(lab, "one");
new Service(stack, "app", { image: "nginx", privileged: true, ports: [{ target: 80, published: 80, hostIp: "0.0.0.0" }] });
new Service(stack, "two", { image }).acknowledge("HL110", "why").acknowledge("HL118", "a\\u001bb");`;
}
