import type { Text } from "../../core/index.ts";
import type { Application } from "./applications.ts";
import { type Data, Tag, taggedYaml } from "./tagged-yaml.ts";

// What authentik is to have: groups, applications with their providers and who may use them, and what of it the embedded outpost asks
// about. Sources: goauthentik/authentik, website/docs/customize/blueprints, blueprints/, authentik/blueprints/v1.

type Entry = { readonly [key: string]: Data };

export interface Blueprint {
  readonly applications: readonly Application[];
  /** What earlier definitions had and this one has not, see {@link madeBy}. */
  readonly gone: readonly string[];
  /** Its own address, as browsers know it. */
  readonly url: Text | undefined;
}

const models = {
  application: "authentik_core.application",
  binding: "authentik_policies.policybinding",
  group: "authentik_core.group",
  proxy: "authentik_providers_proxy.proxyprovider",
  oauth2: "authentik_providers_oauth2.oauth2provider",
  outpost: "authentik_outposts.outpost",
} as const;

/** Names what an application makes in authentik, so that it can be removed when the definition has it no more. */
export function madeBy({ slug, groups, provider }: Application): string[] {
  return [`application ${slug}`, `${provider.kind} ${slug}`, ...groups.map((_, order) => `binding ${slug} ${order}`)];
}

export function blueprint({ applications, gone, url }: Blueprint): Text {
  const groups = [...new Set(applications.flatMap((one) => one.groups))].sort();
  const asked = applications.filter(({ provider }) => provider.kind === "proxy");
  const isOwner = asked.length > 0 || gone.some((name) => name.startsWith("proxy "));
  return taggedYaml({
    version: 1,
    metadata: { name: "homelab" },
    entries: [
      ...before.map((name) => ({
        model: "authentik_blueprints.metaapplyblueprint",
        attrs: { identifiers: { name }, required: true },
      })),
      // Only made: who is in it is authentik's own data.
      ...groups.map((name) => ({ model: models.group, state: "created", id: `group ${name}`, identifiers: { name } })),
      ...applications.flatMap(entriesOf),
      ...(isOwner ? [outpost(asked, url)] : []),
      ...removals(applications, gone),
    ],
  });
}

/** What the entries refer to. In which order files are applied is not said. */
const before = [
  "Default - Provider authorization flow (implicit consent)",
  "Default - Provider invalidation flow",
  "System - OAuth2 Provider - Scopes",
  "System - Proxy Provider - Scopes",
];

function entriesOf(application: Application): Entry[] {
  const { slug, name, urls, groups, provider } = application;
  const id = `application ${slug}`;
  return [
    provider.kind === "proxy" ? proxyProvider(application) : oauth2Provider(application, provider),
    {
      model: models.application,
      id,
      identifiers: { slug },
      attrs: {
        name,
        provider: new Tag("KeyOf", `${provider.kind} ${slug}`),
        meta_launch_url: urls[0],
        policy_engine_mode: "any",
      },
    },
    // Named by its place: another group in it takes the one before it out.
    ...groups.map((group, order) => ({
      model: models.binding,
      identifiers: { target: new Tag("KeyOf", id), order },
      attrs: { group: new Tag("KeyOf", `group ${group}`) },
    })),
  ];
}

const flows = {
  authorization_flow: find("authentik_flows.flow", "slug", "default-provider-authorization-implicit-consent"),
  invalidation_flow: find("authentik_flows.flow", "slug", "default-provider-invalidation-flow"),
};

function proxyProvider({ slug, urls }: Application): Entry {
  return {
    model: models.proxy,
    id: `proxy ${slug}`,
    identifiers: { name: `${slug}-proxy` },
    attrs: {
      ...flows,
      mode: "forward_single",
      external_host: urls[0],
      // An `Authorization` header is the app's.
      intercept_header_auth: false,
      property_mappings: [...scopes, "goauthentik.io/providers/proxy/scope-proxy"].map(mapping),
    },
  };
}

function oauth2Provider({ slug }: Application, provider: Application["provider"] & { kind: "oauth2" }): Entry {
  return {
    model: models.oauth2,
    id: `oauth2 ${slug}`,
    identifiers: { name: `${slug}-oauth2` },
    attrs: {
      ...flows,
      client_type: "confidential",
      client_id: slug,
      client_secret: new Tag("File", provider.secret.file()),
      // Newer versions allow none unless it is named.
      grant_types: ["authorization_code", "refresh_token"],
      redirect_uris: provider.redirects.map((url) => ({ matching_mode: "strict", url })),
      property_mappings: scopes.map(mapping),
      signing_key: find("authentik_crypto.certificatekeypair", "name", "authentik Self-signed Certificate"),
    },
  };
}

/** Its list of providers is replaced as a whole: no other file may have one. */
function outpost(asked: readonly Application[], url: Text | undefined): Entry {
  return {
    model: models.outpost,
    identifiers: { managed: "goauthentik.io/outposts/embedded" },
    attrs: {
      name: "authentik Embedded Outpost",
      type: "proxy",
      providers: asked.map(({ slug }) => new Tag("KeyOf", `proxy ${slug}`)),
      config: url && { authentik_host: url },
    },
  };
}

/** What an application leaves behind goes before it, and its provider after it. */
function removals(applications: readonly Application[], gone: readonly string[]): Entry[] {
  const kept = new Set(applications.map(({ slug }) => slug));
  const order = ["binding", "application", "proxy", "oauth2"] as const;
  return order.flatMap((kind) =>
    gone.flatMap((name): Entry[] => {
      const [of, slug = "", place] = name.split(" ");
      if (of !== kind || (kind === "binding" && !kept.has(slug))) return [];
      const identifiers =
        kind === "binding"
          ? { target: new Tag("KeyOf", `application ${slug}`), order: Number(place) }
          : kind === "application"
            ? { slug }
            : { name: `${slug}-${kind}` };
      return [{ model: models[kind], state: "absent", identifiers }];
    }),
  );
}

const scopes = ["openid", "profile", "email", "entitlements"].map(
  (name) => `goauthentik.io/providers/oauth2/scope-${name}`,
);

function mapping(managed: string): Tag {
  return find("authentik_providers_oauth2.scopemapping", "managed", managed);
}

function find(model: string, key: string, value: string): Tag {
  return new Tag("Find", [model, [key, value]]);
}
