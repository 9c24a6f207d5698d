import { describe, expect, it } from "vitest";
import { Homelab, ProblemError, Service, Stack, text, type Value } from "../../lib/core/index.ts";
import { build } from "../../lib/model/index.ts";

describe("a text", () => {
  it.each([undefined, null, Number.NaN, {}, ["a"], () => "a", Symbol("a")])(
    "refuses a value that is none: %s",
    (value) => {
      expect(() => text`redis://${value as unknown as Value}/0`).toThrow(ProblemError);
      expect(() => text`redis://${value as unknown as Value}/0`).toThrow('after "redis://"');
    },
  );

  it("that a function of the definition cannot write is a problem of its service", () => {
    const lab = new Homelab("kite");
    const environment = () => ({ URL: text`http://${undefined as unknown as Value}` });
    new Service(new Stack(lab, "web"), "app", { image: "nginx:1.30.4", environment });
    expect(build(lab).problems).toMatchObject([
      { code: "HL004", path: "web/app", source: expect.stringContaining("text.test.ts"), level: "error" },
    ]);
  });

  it("takes every plain value, the empty ones too", () => {
    expect(text`${""}a${0}b${false}`.parts.join("")).toBe("a0bfalse");
  });
});
