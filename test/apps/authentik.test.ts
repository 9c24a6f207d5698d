import {
  Authentik,
  Grafana,
  type Homelab,
  Microbin,
  Paperless,
  Postgres,
  Redis,
  Service,
  Stack,
  Traefik,
  type WebEndpoint,
} from "homelab-stacks";
import { describe, expect, it } from "vitest";
import { parse, type Tags } from "yaml";
import { build, type Ledger } from "../../lib/model/index.ts";
import { formatLedger, parseLedger } from "../../lib/project/ledger-format.ts";
import { fileOf, flat, homelab, serviceOf } from "./definition.ts";

type Entry = Readonly<Record<string, unknown>>;

/** A blueprint's tags, as lists with the tag's name first. */
const customTags: Tags = ["Find", "KeyOf", "File"].flatMap((name) => [
  { tag: `!${name}`, resolve: (value: string) => `${name} ${value}` },
  {
    tag: `!${name}`,
    collection: "seq" as const,
    resolve: (value: { toJSON(): unknown }) => [name, ...(value.toJSON() as unknown[]).flat()].join(" "),
  },
]);

function entriesOf(text: string): readonly Entry[] {
  return (parse(text, { customTags }) as { entries: Entry[] }).entries;
}

function ofModel(entries: readonly Entry[], model: string): readonly Entry[] {
  return entries.filter((one) => one["model"] === model);
}

interface Scene {
  readonly lab: Homelab;
  readonly authentik: Authentik;
  readonly proxy: Traefik;
}

function scene(): Scene {
  const lab = homelab();
  const stack = new Stack(lab, "id");
  const authentik = new Authentik(stack, "authentik", { database: new Postgres(stack, "db").database("authentik") });
  const proxy = new Traefik(new Stack(lab, "edge"), "proxy");
  proxy.route("auth", authentik.web);
  return { lab, authentik, proxy };
}

const app = (lab: Homelab, name: string): WebEndpoint => new Microbin(new Stack(lab, name), name).web;
/** An app that signs people in by itself. */
const oidcApp = (lab: Homelab, name: string): WebEndpoint =>
  new Service(new Stack(lab, name), name, { image: "docker.io/library/nginx:1.30.4" }).web(80, {
    auth: "own",
    oidc: { redirectPaths: ["/back"] },
  });

/** What a definition comes to that follows one which made `before`. */
function built(
  lab: Homelab,
  before: Ledger | undefined,
): { readonly ledger: Ledger; readonly entries: readonly Entry[] } {
  const { model, ledger, problems } = build(lab, { ledger: before ?? { entries: new Map(), hasSecrets: true } });
  expect(problems.filter(({ level, code }) => level === "error" && code !== "HL090")).toEqual([]);
  const configs = model.stacks.flatMap((stack) => stack.configs);
  const text = configs.find(({ path }) => path === "id/authentik/blueprint")?.content ?? "";
  // As it is kept on disk.
  const parsed = parseLedger(formatLedger(ledger?.ledger as Ledger));
  if (!("ledger" in parsed)) throw new Error(JSON.stringify(parsed));
  return { ledger: parsed.ledger, entries: entriesOf(flat(text)) };
}

it("gives a guarded route its application, provider and groups, and the outpost all providers", () => {
  const { lab, authentik, proxy } = scene();
  proxy.route("paste", app(lab, "paste"), { auth: authentik.group("family", "guests") });
  const entries = entriesOf(fileOf(lab, "id/authentik/blueprint"));
  expect(ofModel(entries, "authentik_core.group").map(({ identifiers, state }) => [identifiers, state])).toEqual([
    [{ name: "family" }, "created"],
    [{ name: "guests" }, "created"],
  ]);
  expect(ofModel(entries, "authentik_providers_proxy.proxyprovider")).toMatchObject([
    {
      identifiers: { name: "paste_example_com-proxy" },
      attrs: {
        mode: "forward_single",
        external_host: "https://paste.example.com",
        authorization_flow: "Find authentik_flows.flow slug default-provider-authorization-implicit-consent",
        property_mappings: expect.arrayContaining([
          "Find authentik_providers_oauth2.scopemapping managed goauthentik.io/providers/proxy/scope-proxy",
        ]),
      },
    },
  ]);
  expect(ofModel(entries, "authentik_core.application")).toMatchObject([
    { identifiers: { slug: "paste_example_com" }, attrs: { provider: "KeyOf proxy paste_example_com" } },
  ]);
  expect(
    ofModel(entries, "authentik_policies.policybinding").map(({ identifiers, attrs }) => [identifiers, attrs]),
  ).toEqual([
    [{ target: "KeyOf application paste_example_com", order: 0 }, { group: "KeyOf group family" }],
    [{ target: "KeyOf application paste_example_com", order: 1 }, { group: "KeyOf group guests" }],
  ]);
  expect(ofModel(entries, "authentik_outposts.outpost")).toMatchObject([
    {
      identifiers: { managed: "goauthentik.io/outposts/embedded" },
      attrs: { providers: ["KeyOf proxy paste_example_com"], config: { authentik_host: "https://auth.example.com" } },
    },
  ]);
});

it("is the same whatever the order of the routes, and of several groups", () => {
  const [one, other] = [true, false].map((isFirst) => {
    const { lab, authentik, proxy } = scene();
    const webs = [app(lab, "a"), app(lab, "b")] as const;
    const auth = isFirst ? authentik.group("x", "y") : authentik.group("y", "x");
    for (const index of isFirst ? ([0, 1] as const) : ([1, 0] as const))
      proxy.route(index === 0 ? "a" : "b", webs[index], { auth });
    return fileOf(lab, "id/authentik/blueprint");
  });
  expect(one).toBe(other);
});

it("gives an app that signs people in by itself a client with a secret, and leaves it out of the outpost", () => {
  const { lab, authentik, proxy } = scene();
  const web = oidcApp(lab, "git");
  proxy.route("git", web, { auth: authentik.group("family") });
  proxy.route("code", web, { auth: authentik.group("family") });
  const entries = entriesOf(fileOf(lab, "id/authentik/blueprint"));
  expect(ofModel(entries, "authentik_providers_oauth2.oauth2provider")).toMatchObject([
    {
      attrs: {
        client_id: "code_example_com",
        client_secret: "File /run/secrets/git-git-sign-on-secret",
        redirect_uris: [
          { matching_mode: "strict", url: "https://code.example.com/back" },
          { matching_mode: "strict", url: "https://git.example.com/back" },
        ],
      },
    },
  ]);
  expect(ofModel(entries, "authentik_outposts.outpost")).toEqual([]);
  expect(web.oidcClient?.id).toBe("code_example_com");
  expect(serviceOf(lab, "id/authentik/worker").secrets.map(({ target }) => target)).toContain(
    "/run/secrets/git-git-sign-on-secret",
  );
});

it("gives Grafana and Paperless their side of it too", () => {
  const { lab, authentik, proxy } = scene();
  const stack = new Stack(lab, "apps");
  const grafana = new Grafana(stack, "grafana");
  const paperless = new Paperless(stack, "paperless", { broker: new Redis(stack, "redis", { persistent: true }) });
  proxy.route("graphs", grafana.web, { auth: authentik.group("family") });
  proxy.route("papers", paperless.web, { auth: authentik.group("family") });
  expect(serviceOf(lab, "apps/grafana").environment).toMatchObject({
    GF_AUTH_GENERIC_OAUTH_ENABLED: "true",
    GF_AUTH_GENERIC_OAUTH_CLIENT_ID: "graphs_example_com",
    GF_AUTH_GENERIC_OAUTH_CLIENT_SECRET__FILE: "/run/secrets/grafana-sign-on-secret",
    GF_AUTH_GENERIC_OAUTH_AUTH_URL: "https://auth.example.com/application/o/authorize/",
    GF_AUTH_GENERIC_OAUTH_TOKEN_URL: "https://auth.example.com/application/o/token/",
    GF_AUTH_GENERIC_OAUTH_API_URL: "https://auth.example.com/application/o/userinfo/",
  });
  expect(serviceOf(lab, "apps/paperless").environment).toMatchObject({
    PAPERLESS_APPS: "allauth.socialaccount.providers.openid_connect",
    PAPERLESS_SOCIALACCOUNT_PROVIDERS_FILE: "/etc/paperless/sign-on",
  });
  const url = "https://auth.example.com/application/o/papers_example_com/.well-known/openid-configuration";
  expect(JSON.parse(fileOf(lab, "apps/paperless/sign-on"))).toMatchObject({
    openid_connect: {
      APPS: [
        { client_id: "papers_example_com", secret: "<APPS_PAPERLESS_SIGN_ON_SECRET>", settings: { server_url: url } },
      ],
    },
  });
  const clients = ofModel(
    entriesOf(fileOf(lab, "id/authentik/blueprint")),
    "authentik_providers_oauth2.oauth2provider",
  );
  expect(clients.map(({ attrs }) => attrs)).toMatchObject([
    { redirect_uris: [{ url: "https://graphs.example.com/login/generic_oauth" }] },
    { redirect_uris: [{ url: "https://papers.example.com/accounts/oidc/homelab/login/callback/" }] },
  ]);
});

it("leaves an app that is not guarded by sign-on to itself", () => {
  const { lab, proxy } = scene();
  const stack = new Stack(lab, "apps");
  proxy.route("graphs", new Grafana(stack, "grafana").web);
  proxy.route("papers", new Paperless(stack, "paper", { broker: new Redis(stack, "redis", { persistent: true }) }).web);
  expect(Object.keys(serviceOf(lab, "apps/grafana").environment).filter((name) => name.includes("OAUTH"))).toEqual([]);
  expect(serviceOf(lab, "apps/paper").environment).not.toHaveProperty("PAPERLESS_APPS");
});

describe("what the definition has no more", () => {
  const kinds = (entries: readonly Entry[]) =>
    entries.filter(({ state }) => state === "absent").map(({ model, identifiers }) => [model, identifiers]);

  it("is removed from authentik: a route's application and provider, from every later file too", () => {
    const first = scene();
    for (const name of ["paste", "wiki"])
      first.proxy.route(name, app(first.lab, name), { auth: first.authentik.group("family") });
    const { ledger } = built(first.lab, undefined);
    const gone = [
      ["authentik_core.application", { slug: "wiki_example_com" }],
      ["authentik_providers_proxy.proxyprovider", { name: "wiki_example_com-proxy" }],
    ];
    let last = ledger;
    for (let time = 0; time < 2; time++) {
      const { lab, authentik, proxy } = scene();
      proxy.route("paste", app(lab, "paste"), { auth: authentik.group("family") });
      const next = built(lab, last);
      expect(kinds(next.entries)).toEqual(gone);
      expect(ofModel(next.entries, "authentik_outposts.outpost")).toMatchObject([
        { attrs: { providers: ["KeyOf proxy paste_example_com"] } },
      ]);
      last = next.ledger;
    }
  });

  it("leaves the outpost nothing to ask about when the last guarded route is gone, and is kept when it comes back", () => {
    const guarded = () => {
      const one = scene();
      one.proxy.route("paste", app(one.lab, "paste"), { auth: one.authentik.group("family") });
      return one.lab;
    };
    const { ledger } = built(guarded(), undefined);
    const open = scene();
    open.proxy.route("paste", app(open.lab, "paste"), { auth: { kind: "none", reason: "a test" } });
    const without = built(open.lab, ledger);
    expect(ofModel(without.entries, "authentik_outposts.outpost")).toMatchObject([{ attrs: { providers: [] } }]);
    expect(kinds(built(guarded(), without.ledger).entries)).toEqual([]);
  });

  it("lets a group out that may not pass any more", () => {
    const first = scene();
    first.proxy.route("paste", app(first.lab, "paste"), { auth: first.authentik.group("family", "guests") });
    const { lab, authentik, proxy } = scene();
    proxy.route("paste", app(lab, "paste"), { auth: authentik.group("guests") });
    const { entries } = built(lab, built(first.lab, undefined).ledger);
    expect(kinds(entries)).toEqual([
      ["authentik_policies.policybinding", { target: "KeyOf application paste_example_com", order: 1 }],
    ]);
    expect(ofModel(entries, "authentik_policies.policybinding")[0]).toMatchObject({
      identifiers: { order: 0 },
      attrs: { group: "KeyOf group guests" },
    });
  });

  it("goes along when authentik is moved", () => {
    const first = scene();
    first.proxy.route("wiki", app(first.lab, "wiki"), { auth: first.authentik.group("family") });
    const { ledger } = built(first.lab, undefined);
    const lab = homelab();
    const stack = new Stack(lab, "login");
    new Authentik(stack, "authentik", { database: new Postgres(stack, "db").database("authentik") });
    lab.moved("id", "login");
    const { model, ledger: next } = build(lab, { ledger });
    const text = model.stacks[0]?.configs.find(({ path }) => path === "login/authentik/blueprint")?.content ?? "";
    expect(kinds(entriesOf(flat(text))).map(([model]) => model)).toEqual([
      "authentik_core.application",
      "authentik_providers_proxy.proxyprovider",
    ]);
    expect([...(next?.ledger.remembered?.keys() ?? [])]).toEqual(["login/authentik/applications"]);
  });
});

it("refuses two sets of groups for what it takes for one application", () => {
  const { lab, authentik, proxy } = scene();
  const web = oidcApp(lab, "git");
  proxy.route("git", web, { auth: authentik.group("family") });
  proxy.route("code", web, { auth: authentik.group("admins") });
  expect(build(lab).problems.map(({ code, path }) => [code, path])).toEqual([["HL082", "git/git"]]);
});

it("refuses a group without a name", () => {
  const { lab, authentik, proxy } = scene();
  proxy.route("paste", app(lab, "paste"), { auth: authentik.group(" ") });
  expect(build(lab).problems.map(({ code, path }) => [code, path])).toEqual([["HL078", "id/authentik"]]);
});

it("writes any name of a group so that a reader gets it back", () => {
  const { lab, authentik, proxy } = scene();
  const name = 'a "b" \\ c: #{d}\n!Find [x]\u2028\u0085\u007f\ufeffé';
  proxy.route("paste", app(lab, "paste"), { auth: authentik.group(name) });
  const [group] = ofModel(entriesOf(fileOf(lab, "id/authentik/blueprint")), "authentik_core.group");
  expect(group?.["identifiers"]).toEqual({ name });
});
