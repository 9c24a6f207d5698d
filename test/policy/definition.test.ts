import { describe, expect, it } from "vitest";
import { Authentik, Postgres, Traefik, VpnGateway } from "../../lib/apps/index.ts";
import { definitionRules } from "../../lib/codes/definition.ts";
import { copyKey } from "../../lib/core/copy.ts";
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
} from "../../lib/core/index.ts";
import { build, emptyLedger } from "../../lib/model/index.ts";
import { runChecks } from "../../lib/policy/index.ts";
import { recorded, lab as volumes } from "../model/volumes.ts";

// Each code of the definition itself: a definition that trips it, and the nearest one that does not.

const image = "docker.io/library/nginx:1.30.4";

function codesOf(make: () => Homelab, ledger = recorded({})): readonly string[] {
  try {
    const { model, problems } = build(make(), { ledger });
    return [...problems, ...runChecks(model, () => undefined).problems].map(({ code }) => code);
  } catch (error) {
    if (error instanceof ProblemError) return error.problems.map(({ code }) => code);
    throw error;
  }
}

/** A homelab with one stack, of which a part is the case. */
const scene = (write: (stack: Stack, lab: Homelab) => unknown) => () => {
  const lab = new Homelab("kite", { domain: "example.com" });
  write(new Stack(lab, "one"), lab);
  return lab;
};
const app = (props: object | ((stack: Stack) => object)) =>
  scene(
    (stack) =>
      new Service(stack, "app", { image, ...(typeof props === "function" ? props(stack) : props) } as ServiceProps),
  );
const file = (content: object) =>
  app((stack) => ({ configs: [new ConfigFile(stack, "c", { target: "/c", content: content as never })] }));
const template = (values: Record<string, string>) =>
  file({ template: new URL("placeholder.conf", import.meta.url), values });
const two = (write: (a: Service, b: Service) => unknown) =>
  scene((stack) => write(new Service(stack, "a", { image }), new Service(stack, "b", { image })));

/** Asks a database, of its own stack or of another's, whose network does not leave that. */
const reach = (own: boolean) =>
  scene((stack, lab) => {
    const endpoint = new Service(stack, "db", { image }).endpoint("db", "postgres", 5432);
    new Service(own ? stack : new Stack(lab, "two"), "app", { image, environment: { URL: endpoint.unorderedUrl } });
  });

/** One hostname by several ways in, each for a group. */
const guarded = (groups: readonly string[], isRouted = true) =>
  scene((stack) => {
    const authentik = new Authentik(stack, "id", { database: new Postgres(stack, "db").database("id") });
    if (isRouted) new Traefik(stack, "proxy").route("id", authentik.web);
    const web = new Service(stack, "app", { image }).web(80);
    for (const [index, group] of groups.entries())
      new Traefik(stack, `proxy${index}`).route("app", web, { auth: authentik.group(group) });
  });

const before = { "a/b/c": {} };

const cases: Readonly<Record<string, readonly [trips: () => Homelab, passes: () => Homelab]>> = {
  HL001: [
    scene((stack) => [new Service(stack, "a", { image }), new Service(stack, "a", { image })]),
    scene((stack) => [new Service(stack, "a", { image }), new Service(stack, "b", { image })]),
  ],
  HL002: [
    scene((stack) => new Service(stack, "a b", { image })),
    scene((stack) => new Service(stack, "a_b", { image })),
  ],
  HL003: [app({ links: ["db"] }), app({ pidsLimit: 5 })],
  HL004: [app({ init: "yes" }), app({ init: true })],
  HL005: [app({ image: "docker.io/Nginx:1" }), app({ image: "docker.io/nginx:1" })],
  HL006: [app({ stopGracePeriod: "500ms" }), app({ stopGracePeriod: "1s" })],
  HL007: [app({ memLimit: "1000k" }), app({ memLimit: "1024k" })],
  HL008: [app({ ports: [{ target: 80, published: 0 }] }), app({ ports: [{ target: 80, published: 1 }] })],
  HL009: [app({ volumes: [{ bind: "data", target: "/d" }] }), app({ volumes: [{ bind: "/data", target: "/d" }] })],
  HL010: [
    two((a, b) => [a.override({ dependsOn: [b] }), b.override({ dependsOn: [a] })]),
    two((a, b) => a.override({ dependsOn: [b] })),
  ],
  HL011: [
    two((a, b) => a.web(80).addRoute("www.example.org", b)),
    two((a, b) => a.web(80).addRoute("www.example.com", b)),
  ],
  HL015: [template({ port: "80", prot: "1" }), template({ port: "80" })],
  HL016: [
    app((stack) => ({ environment: { A: `x ${Secret.generated(stack, "key") as never}` } })),
    app((stack) => ({ environment: { A: text`x ${Secret.generated(stack, "key")}` } })),
  ],
  HL017: [
    app((stack) => ({
      configs: [
        new ConfigFile(stack, "c", { target: "/c", content: { yaml: { key: Secret.provided(stack, "key") } } }),
      ],
    })),
    app((stack) => ({
      configs: [
        new ConfigFile(stack, "c", { target: "/c", content: { yaml: { key: Secret.generated(stack, "key") } } }),
      ],
    })),
  ],
  HL019: [app({ healthcheck: { test: ["curl", "x"] } }), app({ healthcheck: { test: ["CMD", "curl", "x"] } })],
  HL021: [
    scene((stack, lab) => {
      const service = new Service(new Stack(lab, "two"), "b", { image });
      new Service(stack, "app", { image, networkMode: { service } });
    }),
    scene((stack) => {
      const service = new Service(stack, "b", { image });
      new Service(stack, "app", { image, networkMode: { service } });
    }),
  ],
  HL022: [reach(false), reach(true)],
  HL023: [
    scene((stack) => new Volume(stack, "v", { class: "data" })),
    app((stack) => ({ volumes: [{ volume: new Volume(stack, "v", { class: "data" }), target: "/v" }] })),
  ],
  HL024: [
    two((a) => a.acknowledge("HL101", "why")),
    two((a) => a.override({ privileged: true }).acknowledge("HL101", "why")),
  ],
  HL051: [
    scene((stack, lab) => {
      const volume = new Volume(stack, "v", { class: "data" });
      new Service(new Stack(lab, "two"), "b", { image, volumes: [{ volume, target: "/v" }] });
    }),
    scene((stack, lab) => {
      const volume = new Volume(stack, "v", { class: "data" });
      for (const one of [stack, new Stack(lab, "two")])
        new Service(one, `${one.node.id}-b`, { image, volumes: [{ volume, target: "/v", readOnly: true }] });
    }),
  ],
  HL056: [app({ platform: "arm64" }), app({ platform: "linux/arm64" })],
  HL070: [app({ restart: "sometimes" }), app({ restart: "always" })],
  HL071: [app({ dependsOn: [{}] }), app((stack) => ({ dependsOn: [{ service: new Service(stack, "b", { image }) }] }))],
  HL072: [
    app({ networks: [{ [copyKey]: { folder: "/other" } }] }),
    app((stack) => ({ networks: [new Network(stack, "n")] })),
  ],
  HL073: [
    app({
      environment: () => {
        throw new Error("no");
      },
    }),
    app({ environment: () => ({}) }),
  ],
  HL074: [app({ environment: { "A B": "x" } }), app({ environment: { A_B: "x" } })],
  HL075: [
    app({ devices: [{ source: "/dev/dri", permissions: "rwx" }] }),
    app({ devices: [{ source: "/dev/dri", permissions: "rw" }] }),
  ],
  HL076: [file({ env: { A: "a\nb" } }), file({ env: { A: "a" } })],
  HL077: [app({ labels: { a: "\0" } }), app({ labels: { a: "0" } })],
  HL078: [
    scene((stack) => new Postgres(stack, "db").database("postgres")),
    scene((stack) => new Postgres(stack, "db").database("app")),
  ],
  HL079: [
    scene((stack) => new Postgres(stack, "db").service.override({ image: "docker.io/library/postgres:16" })),
    scene((stack) => new Postgres(stack, "db").service.override({ image: "docker.io/library/postgres:17" })),
  ],
  HL080: [
    two((a, b) => a.web(80).addRoute("www", b, { auth: { kind: "basic", users: Secret.provided(a, "users") } })),
    two((a, b) => a.web(80).addRoute("www", b, { auth: { kind: "none", reason: "a page for all" } })),
  ],
  HL081: [
    scene((stack) => stack.node.addValidation({ validate: () => ["it has no backup"] })),
    scene((stack) => stack.node.addValidation({ validate: () => [] })),
  ],
  HL082: [guarded(["family", "admins"]), guarded(["family", "family"])],
  HL083: [guarded(["family"], false), guarded(["family"])],
  HL085: [
    scene((stack) => new VpnGateway(stack, "vpn", { provider: "mullvad" })),
    scene((stack) => new VpnGateway(stack, "vpn", { provider: "mullvad", addresses: ["10.0.0.2/32"] })),
  ],
  HL086: [
    scene((stack) => new Postgres(stack, "db").database("one", { extensions: ["vector"] })),
    scene((stack) => new Postgres(stack, "db", { vectors: true }).database("one", { extensions: ["vector"] })),
  ],
  HL090: [() => volumes({}), () => volumes(before)],
  HL091: [() => volumes(before, {}, { storage: { bind: "/srv" } }), () => volumes(before)],
  HL092: [() => volumes({}, { "a/b/c": "d/e/f" }), () => volumes({ "d/e/f": {} }, { "a/b/c": "d/e/f" })],
  HL093: [() => volumes(before, { "x/y/z": "d/e/f" }), () => volumes({ "d/e/f": {} }, { "a/b/c": "d/e/f" })],
};

describe.each(Object.entries(cases))("%s", (code, [trips, passes]) => {
  const ledger = recorded(code < "HL090" ? {} : before);
  it("is found", () => expect(codesOf(trips, ledger)).toContain(code));
  it("is not found in the nearest definition without it", () => expect(codesOf(passes, ledger)).not.toContain(code));
});

describe("HL094", () => {
  const moved = () => volumes({ "d/e/f": {} }, { "a/b/c": "d/e/f" });
  const after = build(moved(), { ledger: recorded(before) }).ledger?.ledger;
  it("is found once a move is carried out", () => expect(codesOf(moved, after)).toContain("HL094"));
  it("is not found before", () => expect(codesOf(moved, recorded(before))).not.toContain("HL094"));
});

describe("HL097", () => {
  const with_ = (secret?: string) =>
    app((stack) => (secret ? { secrets: [Secret.provided(stack, secret).file()] } : {}))();
  const ledger = build(with_("token"), { ledger: emptyLedger }).ledger?.ledger;
  it("is found once a provided secret is gone", () => expect(codesOf(() => with_(), ledger)).toContain("HL097"));
  it("is not found before", () => expect(codesOf(() => with_("token"), ledger)).not.toContain("HL097"));
});

it("every code of the definition is here", () => {
  expect([...Object.keys(cases), "HL094", "HL097"]).toEqual(definitionRules.map(({ code }) => code));
});
