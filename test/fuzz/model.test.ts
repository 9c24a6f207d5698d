import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ConfigFile,
  Homelab,
  Network,
  ProblemError,
  Secret,
  Service,
  Stack,
  text,
  Volume,
  type WebEndpoint,
} from "../../lib/core/index.ts";
import { build } from "../../lib/model/index.ts";
import { runChecks } from "../../lib/policy/index.ts";
import { renderCompose } from "../../lib/targets/compose/index.ts";
import { definition } from "./parts.ts";
import { make, type World } from "./world.ts";

// Definitions of all kinds, right and wrong, through the public constructs: whatever they are, they are read, checked
// and rendered, or their mistakes are told.

/** How many definitions each property is tried on; FUZZ_RUNS asks for more. */
const numRuns = Number(process.env["FUZZ_RUNS"] ?? 200);

/** Whether all of a value is frozen plain data. */
function isPlainAndFrozen(value: unknown): boolean {
  if (typeof value !== "object") return typeof value !== "function" && typeof value !== "symbol";
  if (value === null) return false;
  const plain = Array.isArray(value) || [Object.prototype, null].includes(Object.getPrototypeOf(value));
  return plain && Object.isFrozen(value) && Object.values(value).every(isPlainAndFrozen);
}

function judge({ lab }: World) {
  const { model, problems, isWellFormed } = build(lab);
  const found = isWellFormed ? runChecks(model, () => undefined).problems : [];
  return { model, problems: [...problems, ...found] };
}

describe("any definition", () => {
  it("comes to a frozen model, and to problems that say what, and how to fix it", () => {
    fc.assert(
      fc.property(definition, (parts) => {
        const { model, problems } = judge(make(parts));
        expect(isPlainAndFrozen(model)).toBe(true);
        for (const { code, level, message, fix } of problems) {
          expect(code).toMatch(/^HL\d{3}$/);
          expect(["error", "warning", "advice"]).toContain(level);
          expect(message.length).toBeGreaterThan(5);
          expect(message).not.toContain("failed itself");
          expect(fix.length).toBeGreaterThan(3);
        }
      }),
      { numRuns },
    );
  });

  it("without an error renders, in both layouts, unless the single file's names clash", () => {
    let rendered = 0;
    fc.assert(
      fc.property(definition, (parts) => {
        const { model, problems } = judge(make(parts));
        if (problems.some((one) => one.level === "error")) return;
        rendered += renderCompose(model, { layout: "project" }).length;
        try {
          renderCompose(model, { layout: "single" });
        } catch (error) {
          expect(error).toBeInstanceOf(ProblemError);
        }
      }),
      { numRuns },
    );
    expect(rendered).toBeGreaterThan(numRuns / 20);
  });

  it("comes to the same a second time", () => {
    fc.assert(
      fc.property(definition, (parts) => {
        const world = make(parts);
        const first = build(world.lab);
        expect(build(world.lab)).toEqual(first);
      }),
      { numRuns: Math.ceil(numRuns / 3) },
    );
  });

  it("comes to the same bytes whatever the order of its parts, where they name each other", () => {
    const ids = fc.uniqueArray(fc.stringMatching(/^[a-z][a-z0-9]{0,5}$/), { minLength: 2, maxLength: 8 });
    fc.assert(
      fc.property(ids, fc.infiniteStream(fc.nat(1_000)), (names, stream) => {
        const order = names.map((name) => ({ name, key: stream.next().value })).sort((a, b) => a.key - b.key);
        expect(rendering(order.map(({ name }) => name))).toEqual(rendering([...names].sort()));
      }),
      { numRuns: Math.ceil(numRuns / 3) },
    );
  });
});

/** Two stacks' services, each with all that it can have, each of which knows its neighbours by name. */
function rendering(names: readonly string[]) {
  const lab = new Homelab("kite", { domain: "example.com" });
  const stacks = new Map(names.map((name) => name.charCodeAt(0) % 2).map((n) => [n, undefined as Stack | undefined]));
  const stackOf = (name: string) => {
    const n = name.charCodeAt(0) % 2;
    const stack = stacks.get(n) ?? new Stack(lab, `stack${n}`);
    stacks.set(n, stack);
    return stack;
  };
  const webs = new Map<string, WebEndpoint>();
  for (const name of names) {
    const stack = stackOf(name);
    const secret = Secret.generated(stack, `${name}-key`);
    const service = new Service(stack, name, {
      image: "docker.io/library/nginx:1.30.4",
      environment: () => Object.fromEntries(names.map((one) => [`TO_${one}`, webs.get(one)?.unorderedUrl])),
      secrets: [secret.file()],
      labels: Object.fromEntries(names.map((one) => [one, name])),
      volumes: [{ volume: new Volume(stack, `${name}-data`, { class: "data" }), target: "/data" }],
      networks: [stack.defaultNetwork, new Network(stack, `${name}-net`)],
      configs: [new ConfigFile(stack, `${name}-conf`, { target: "/conf", content: { text: text`key ${secret}` } })],
    });
    webs.set(name, service.web(80));
  }
  const [first = ""] = [...names].sort();
  const ingress = webs.get(first)?.service;
  for (const name of names) if (ingress) webs.get(name)?.addRoute(name, ingress);
  const { model, problems } = build(lab);
  return {
    problems: problems.map(({ code, path, message }) => ({ code, path, message })),
    files: renderCompose(model, { layout: "project" }),
  };
}
