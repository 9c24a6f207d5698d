import { describe, expect, it } from "vitest";
import { defaultId, Element, Homelab, Service, Stack, Volume } from "../../lib/core/index.ts";
import { build } from "../../lib/model/index.ts";
import { type Check, runChecks } from "../../lib/policy/index.ts";
import { check } from "./table.ts";

const finds = (code: string, level: Check["level"], path: string, extra: Partial<Check> = {}): Check => ({
  code: code as Check["code"],
  level,
  title: "a title",
  why: "a reason",
  fix: "a fix",
  reference: "somewhere",
  *find() {
    yield { path, message: "it is so" };
  },
  ...extra,
});

function run(define: (lab: Homelab, stack: Stack, service: Service) => void, ...checks: readonly Check[]) {
  const lab = new Homelab("kite");
  const stack = new Stack(lab, "app");
  define(lab, stack, new Service(stack, "web", { image: "docker.io/library/nginx:1.30.4" }));
  return runChecks(build(lab).model, (path) => `${path || "lab"}.ts:1`, checks);
}

const codes = (list: readonly { readonly code: string }[]) => list.map((one) => one.code);

describe("runChecks", () => {
  it("gives each finding its check's level and fix, its own path and its source", () => {
    expect(run(() => {}, finds("HL500", "warning", "app/web")).problems).toEqual([
      { code: "HL500", level: "warning", path: "app/web", source: "app/web.ts:1", message: "it is so", fix: "a fix" },
    ]);
  });

  it.each([
    ["the service", (_: Homelab, __: Stack, service: Service) => service.acknowledge("HL500", "why")],
    ["its stack", (_: Homelab, stack: Stack) => stack.acknowledge("HL500", "why")],
    ["the homelab", (lab: Homelab) => lab.acknowledge("HL500", "why")],
  ])("takes an acknowledgement on %s", (_, define) => {
    const { problems, acknowledged } = run(define, finds("HL500", "warning", "app/web"));
    expect(problems).toEqual([]);
    expect(acknowledged).toMatchObject([{ code: "HL500", path: "app/web", reason: "why" }]);
  });

  it("takes the reason nearest to the place, and reports a further one that is left with nothing", () => {
    const { problems, acknowledged } = run(
      (lab, _, service) => {
        lab.acknowledge("HL500", "everywhere");
        service.acknowledge("HL500", "here");
      },
      finds("HL500", "warning", "app/web"),
    );
    expect(acknowledged).toMatchObject([{ reason: "here" }]);
    expect(problems).toMatchObject([{ code: "HL024" }]);
  });

  it("does not take an acknowledgement of what is found elsewhere", () => {
    const { problems } = run((_, __, service) => service.acknowledge("HL500", "why"), finds("HL500", "warning", "app"));
    expect(codes(problems)).toEqual(["HL500", "HL024"]);
  });

  it("lets an error be acknowledged only where its check says so", () => {
    const accept = (_: Homelab, __: Stack, service: Service) => service.acknowledge("HL500", "why");
    const never = run(accept, finds("HL500", "error", "app/web"));
    expect(codes(never.problems)).toEqual(["HL024", "HL500"]);
    expect(never.problems[0]?.message).toContain("cannot be accepted");
    expect(run(accept, finds("HL500", "error", "app/web", { waivable: true })).problems).toEqual([]);
  });

  it.each([
    ["of an unknown code", "HL501", "why", "no check has that code"],
    ["without a reason", "HL500", "  ", "without a reason"],
  ])("reports an acknowledgement %s", (_, code, reason, message) => {
    const { problems } = run((lab) => lab.acknowledge(code, reason), finds("HL500", "warning", "app/web"));
    expect(codes(problems)).toEqual(["HL024", "HL500"]);
    expect(problems[0]).toMatchObject({ source: "lab.ts:1", message: expect.stringContaining(message) });
  });

  it("reports a check that throws as its own failure, with what it had found and all other checks", () => {
    const throws = finds("HL500", "advice", "app/web", {
      *find() {
        yield { path: "app/web", message: "before" };
        throw new TypeError("broken");
      },
    });
    const { problems } = run((lab) => lab.acknowledge("HL500", "why"), throws, finds("HL501", "advice", "app"));
    expect(problems).toMatchObject([
      { code: "HL500", level: "error", message: expect.stringContaining("broken") },
      { code: "HL501" },
    ]);
  });
});

describe("an acknowledgement", () => {
  /** A component of two equal services, without a main one. */
  class Pair extends Element {
    constructor(scope: Stack, id: string) {
      super(scope, id);
      for (const name of ["one", "two"]) new Service(this, name, { image: "nginx:1.30.4", user: "0" });
    }
  }

  class App extends Element {
    constructor(scope: Stack, id: string) {
      super(scope, id);
      for (const name of [defaultId, "cron"]) new Service(this, name, { image: "nginx:1.30.4", user: "0" });
    }
  }

  it("on a component without a main service accepts what is found on all of its services", () => {
    const pair = (reason?: string) => {
      const { problems, acknowledged } = check((lab) => {
        const made = new Pair(new Stack(lab, "a"), "pair");
        if (reason !== undefined) made.acknowledge("HL127", reason);
      });
      return [...problems, ...acknowledged].filter(({ code }) => code === "HL127" || code === "HL024");
    };
    expect(pair().map(({ path }) => path)).toEqual(["a/pair/one", "a/pair/two"]);
    expect(pair("steps down by itself")).toMatchObject([
      { path: "a/pair/one", reason: "steps down by itself" },
      { path: "a/pair/two", reason: "steps down by itself" },
    ]);
  });

  it("on a component with a main service accepts what is found on the others too, and is told once", () => {
    const { problems, acknowledged } = check((lab) => {
      const app = new App(new Stack(lab, "a"), "app");
      app.acknowledge("HL127", "why");
    });
    expect(acknowledged.filter(({ code }) => code === "HL127").map(({ path }) => path)).toEqual([
      "a/app",
      "a/app/cron",
    ]);
    expect(codes(problems)).not.toContain("HL024");
  });

  it("on a volume accepts what is found there, and is reported where nothing is", () => {
    const folder = (lab: Homelab, id: string) => {
      const stack = new Stack(lab, id);
      const volume = new Volume(stack, "data", { class: "data", storage: { path: "/srv/data" } });
      new Service(stack, "app", { image: "nginx:1.30.4", volumes: [{ volume, target: "/data" }] });
      return volume;
    };
    const { problems, acknowledged } = check((lab) => {
      folder(lab, "a").acknowledge("HL029", "of no use");
      folder(lab, "b").acknowledge("HL029", "one archive of two apps");
    });
    expect(acknowledged).toMatchObject([{ code: "HL029", path: "b/data", reason: "one archive of two apps" }]);
    expect(problems.filter(({ code }) => code === "HL024")).toMatchObject([{ path: "a/data" }]);
  });
});
