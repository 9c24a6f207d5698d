import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ConfigFile,
  Homelab,
  Network,
  ProblemError,
  Secret,
  Service,
  type ServiceProps,
  Stack,
  text,
  Volume,
  type WebEndpoint,
} from "../lib/core/index.ts";
import { build } from "../lib/model/index.ts";
import { runChecks } from "../lib/policy/index.ts";
import { renderCompose } from "../lib/targets/compose/index.ts";

// Definitions of all kinds, right and wrong, through the public constructs: whatever they are, they are read, checked
// and rendered, or their mistakes are told.

/** How many definitions each property is tried on; FUZZ_RUNS asks for more. */
const numRuns = Number(process.env["FUZZ_RUNS"] ?? 200);

const junk: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom(null, undefined, true, 0, -1, 1.5, Number.NaN, "", "x", "__proto__", "\u001b[2J", "a\nb", "/x", "1g"),
  fc.constantFrom<unknown>([], {}, [null], [""], { a: null }, { volume: null }, { service: {} }, { test: 5 }),
  fc.constantFrom<unknown>(
    Symbol("s"),
    10n,
    () => null,
    () => 5,
    new Date(0),
    /x/,
    new Map([["a", 1]]),
  ),
  fc.anything({ maxDepth: 2 }),
);

const id = fc.constantFrom("a", "b", "c", "web", "db", "a-b", "default", "Default");
const anyId = fc.oneof({ arbitrary: id, weight: 30 }, { arbitrary: junk as fc.Arbitrary<string>, weight: 1 });

/** A part of a definition: what to make, and numbers that choose, each modulo how many there are, what it refers to. */
const part = fc.record({
  id: anyId,
  picks: fc.array(fc.nat(50), { minLength: 8, maxLength: 8 }),
  kind: fc.constantFrom("stack", "service", "service", "service", "volume", "network", "secret", "config", "route"),
  /** Which properties are there, as bits. */
  has: fc.nat(2 ** 16),
  /** Properties that the types would refuse. */
  wrong: fc.oneof(
    { arbitrary: fc.constant({}), weight: 6 },
    {
      arbitrary: fc.dictionary(
        fc.oneof(
          fc.constantFrom<string>(
            ...[
              "image",
              "command",
              "entrypoint",
              "environment",
              "ports",
              "volumes",
              "tmpfs",
              "networks",
              "networkMode",
            ],
            ...["healthcheck", "dependsOn", "restart", "oneShot", "stopGracePeriod", "user", "groupAdd", "capAdd"],
            ...["devices", "ulimits", "sysctls", "memLimit", "cpus", "logging", "extraHosts", "labels", "configs"],
            ...[
              "secrets",
              "readOnly",
              "pid",
              "ipc",
              "class",
              "storage",
              "driverOpts",
              "ipam",
              "content",
              "target",
              "mode",
            ],
          ),
          fc.string({ maxLength: 5 }),
        ),
        junk,
        { maxKeys: 2 },
      ),
      weight: 1,
    },
  ),
});
type Part = typeof part extends fc.Arbitrary<infer T> ? T : never;
const definition = fc.array(part, { maxLength: 14 });

/** What has been made so far, for later parts to refer to. */
class World {
  readonly lab = new Homelab("kite", { domain: "example.com" });
  readonly stacks: Stack[] = [];
  readonly services: Service[] = [];
  readonly volumes: Volume[] = [];
  readonly networks: Network[] = [];
  readonly secrets: Secret[] = [];
  readonly configs: ConfigFile[] = [];
  readonly webs: WebEndpoint[] = [];

  add({ id, picks, kind, has, wrong }: Part): void {
    let next = 0;
    const pick = <T>(list: readonly T[]): T | undefined =>
      list[(picks[next++ % picks.length] ?? 0) % (list.length || 1)];
    const some = <T>(list: readonly T[]): T[] => [pick(list)].flatMap((one) => (one === undefined ? [] : [one]));
    const scope = pick(this.stacks);
    if (kind === "stack" || scope === undefined) {
      this.stacks.push(new Stack(this.lab, id, wrong));
      return;
    }
    switch (kind) {
      case "service": {
        const service = new Service(scope, id, { ...this.props(has, pick, some), ...wrong } as ServiceProps);
        this.services.push(service);
        this.webs.push(service.web(80));
        service.endpoint("db", "postgres", 5432);
        return;
      }
      case "volume":
        this.volumes.push(new Volume(scope, id, { class: "data", ...wrong }));
        return;
      case "network":
        this.networks.push(new Network(scope, id, wrong));
        return;
      case "secret":
        this.secrets.push(has % 2 ? Secret.generated(scope, id) : Secret.provided(scope, id, wrong));
        return;
      case "config": {
        const secret = pick(this.secrets);
        const contents = [
          { text: secret ? text`a ${secret}` : "plain" },
          { yaml: { a: [secret?.file(), "yes"] } },
          { json: { a: secret?.uriEncoded } },
          { env: { A: secret } },
          () => ({ ini: { s: { k: this.webs.filter((web) => web.isRouted).length } } }),
          { template: "missing", values: {} },
        ] as const;
        this.configs.push(
          new ConfigFile(scope, id, { target: "/c", content: pick(contents) ?? { text: "" }, ...wrong }),
        );
        return;
      }
      case "route": {
        const ingress = pick(this.services);
        if (ingress) pick(this.webs)?.addRoute(`${String(has)}`, ingress);
        return;
      }
    }
  }

  private props(
    has: number,
    pick: <T>(list: readonly T[]) => T | undefined,
    some: <T>(list: readonly T[]) => T[],
  ): ServiceProps {
    const bit = (n: number) => (has & (1 << n)) !== 0;
    const service = pick(this.services);
    const web = pick(this.webs);
    const secret = pick(this.secrets);
    return {
      image: "docker.io/library/nginx:1.30.4",
      ...(bit(0) && { volumes: some(this.volumes).map((volume) => ({ volume, target: "/v" })) }),
      ...(bit(1) && { networks: some(this.networks) }),
      ...(bit(2) && service && { dependsOn: [service] }),
      ...(bit(3) && bit(4) && service && { networkMode: { service } }),
      ...(bit(5) && { configs: some(this.configs) }),
      ...(bit(6) && secret && { secrets: [secret.file()] }),
      ...(bit(7) && {
        environment: () => ({ U: web?.url, S: secret, P: web?.isRouted ? web.publicUrl : "", "a b": "x" }),
      }),
      ...(bit(8) && secret && { command: () => ["x", secret] }),
      ...(bit(9) && { ports: [{ target: 80, published: 8080 }] }),
      ...(bit(10) && { healthcheck: { test: ["CMD", "true"] } }),
      ...(bit(11) && { tmpfs: { "/v": "" }, readOnly: true }),
      ...(bit(12) && bit(13) && service && { pid: { service } }),
    };
  }
}

/** Builds what the parts say. A construct may refuse what it is given where it is given: those mistakes are told as well. */
function make(parts: readonly Part[]): World {
  const world = new World();
  for (const one of parts) {
    try {
      world.add(one);
    } catch (error) {
      if (!(error instanceof ProblemError)) throw error;
    }
  }
  return world;
}

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
  it("comes to a frozen model, and to problems that say what, and how to mend it", () => {
    fc.assert(
      fc.property(definition, (parts) => {
        const { model, problems } = judge(make(parts));
        expect(isPlainAndFrozen(model)).toBe(true);
        for (const { code, level, message, mend } of problems) {
          expect(code).toMatch(/^HL\d{3}$/);
          expect(["error", "warning", "advice"]).toContain(level);
          expect(message.length).toBeGreaterThan(5);
          expect(message).not.toContain("failed itself");
          expect(mend.length).toBeGreaterThan(3);
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
