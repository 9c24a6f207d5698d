import { describe, expectTypeOf, it } from "vitest";
import type { CheckCode, Code } from "../../lib/codes/index.ts";
import { Homelab, type Problem, ProblemError, Service, Stack } from "../../lib/core/index.ts";
import type { Check } from "../../lib/policy/index.ts";

describe("a code", () => {
  it("is one that is registered, wherever a problem is raised", () => {
    expectTypeOf<Problem["code"]>().toEqualTypeOf<Code>();
    expectTypeOf<Check["code"]>().toEqualTypeOf<CheckCode>();
    expectTypeOf<"HL111">().toExtend<CheckCode>();
    expectTypeOf<"HL742">().toExtend<Code>();
    const raise = () => {
      const service = new Service(new Stack(new Homelab("kite"), "web"), "app", { image: "nginx:1" });
      const text = { message: "it is wrong", fix: "fix it" };
      service.report({ code: "HL004", ...text });
      // @ts-expect-error it is not registered
      service.report({ code: "HL666", ...text });
      // @ts-expect-error it is not registered
      throw new ProblemError({ code: "HL666", level: "error", ...text });
    };
    expectTypeOf(raise).returns.toBeNever();
  });
});
