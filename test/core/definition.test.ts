import { describe, expect, it } from "vitest";
import { Homelab, ProblemError, Secret, Service, Stack, text, Volume } from "../../lib/core/index.ts";
import { build } from "../../lib/model/index.ts";

const image = "docker.io/library/nginx:1.30.4";

function lab() {
  const homelab = new Homelab("kite", { domain: "example.com" });
  return { homelab, stack: new Stack(homelab, "web") };
}

describe("a definition", () => {
  it("tells every mistake at once, each with its path, its line and its fix", () => {
    const { homelab, stack } = lab();
    new Service(stack, "Upper Case", { image });
    new Service(stack, "one", { image });
    new Service(stack, "one", { image: "Not An Image" });
    const problems = build(homelab).problems;
    expect(problems.map(({ code, path }) => [code, path])).toEqual([
      ["HL002", "web/Upper Case"],
      ["HL001", "web/one"],
      ["HL005", "web/unnamed1-one"],
    ]);
    for (const problem of problems) {
      expect(problem.source).toMatch(/^test\/core\/definition\.test\.ts:\d+$/);
      expect(problem.fix).not.toBe("");
    }
    expect(problems[1]?.message).toContain("declared at test/core/definition.test.ts:");
  });

  it.each(["constructor", "__proto__", "", "a/b", "ä", "-a", "a.b"])("refuses %j as a name and goes on", (id) => {
    const { homelab, stack } = lab();
    new Service(stack, id, { image });
    expect(build(homelab).problems.map((problem) => problem.code)).toContain("HL002");
  });

  it("finds the same problems in a second build", () => {
    const { homelab, stack } = lab();
    new Service(stack, "app", { image: "UPPER" });
    expect(build(homelab).problems).toEqual(build(homelab).problems);
    expect(build(homelab).problems).toHaveLength(1);
  });

  it("names the component, not its inner parts, as the place of a mistake", () => {
    const { homelab, stack } = lab();
    new Volume(stack, "unused", { class: "data" });
    const [problem] = build(homelab).problems;
    expect(problem).toMatchObject({ code: "HL023", level: "warning", path: "web/unused" });
  });
});

describe("what is not a string", () => {
  const { stack } = lab();
  const secret = Secret.generated(stack, "token");
  const endpoint = new Service(stack, "app", { image }).endpoint("sql", "postgres", 5432);
  const cases: [string, () => unknown, string][] = [
    ["a secret", () => `${secret}`, "web/token"],
    ["a secret in JSON", () => JSON.stringify({ secret }), "web/token"],
    ["a secret joined to a string", () => "x".concat(secret as unknown as string), "web/token"],
    ["a secret's file", () => `${secret.file()}`, "web/token"],
    ["an endpoint", () => `${endpoint}`, "web/app"],
    ["an endpoint's host", () => `${endpoint.host}`, "web/app"],
    ["a text with a secret in it", () => `${text`a ${secret} b`}`, "web/token"],
  ];

  it.each(cases)("%s throws when it is turned into one, and says whose it is", (_, convert, path) => {
    expect(convert).toThrow(ProblemError);
    expect(convert).toThrow(path);
  });
});
