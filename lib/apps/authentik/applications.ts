import type { Route, Secret, WebEndpoint } from "../../core/index.ts";

/** A route that is guarded, with the app at its end. */
export interface Guarded {
  readonly route: Route;
  readonly web: WebEndpoint;
}

/** What authentik knows of one app: who may use it, and how it is asked. */
export interface Application {
  /** Its name in addresses, of its first hostname: `git_example_com`, since no hostname has a `_`. */
  readonly slug: string;
  readonly name: string;
  /** Its addresses, each once and sorted. */
  readonly urls: readonly [string, ...string[]];
  readonly groups: readonly string[];
  readonly provider: ForwardProvider | OidcProvider;
}

/** The ingress asks about each request. */
export interface ForwardProvider {
  readonly kind: "proxy";
}

/** The app signs people in by itself. */
export interface OidcProvider {
  readonly kind: "oauth2";
  readonly secret: Secret;
  readonly redirects: readonly string[];
}

/** One application a hostname, since a session is of one; of an app that signs people in by itself, one for all its hostnames. */
export function applicationsOf(guarded: readonly Guarded[], secretOf: (web: WebEndpoint) => Secret): Application[] {
  const groups = new Map<string, Guarded[]>();
  for (const one of guarded) {
    const key = one.route.auth?.kind === "oidc" ? `app ${one.web.service.path}` : one.route.host;
    groups.set(key, [...(groups.get(key) ?? []), one]);
  }
  const all = [...groups.values()].flatMap((group) => applicationOf(group, secretOf));
  return all.sort((a, b) => (a.slug < b.slug ? -1 : 1));
}

function applicationOf(group: readonly Guarded[], secretOf: (web: WebEndpoint) => Secret): Application[] {
  const sorted = group.toSorted((a, b) => (a.route.host < b.route.host ? -1 : 1));
  const [first] = sorted;
  if (first === undefined) return [];
  const { web, route } = first;
  const urls = [...new Set(sorted.map((one) => `${one.route.scheme}://${one.route.host}`))];
  const paths = web.oidc?.redirectPaths ?? [];
  return [
    {
      slug: slugOf(route.host),
      name: web.tile?.name ?? route.host,
      urls: urls as [string, ...string[]],
      groups: groupsOf(first),
      provider:
        route.auth?.kind === "oidc"
          ? {
              kind: "oauth2",
              secret: secretOf(web),
              redirects: urls.flatMap((url) => paths.map((path) => `${url}${path}`)),
            }
          : { kind: "proxy" },
    },
  ];
}

export function slugOf(host: string): string {
  return host.replaceAll(".", "_");
}

/** Who may pass a route, each group once and sorted. */
export function groupsOf({ route: { auth } }: Guarded): string[] {
  return auth?.kind === "forward" || auth?.kind === "oidc" ? [...new Set(auth.groups)].sort() : [];
}
