import { Secret } from "./secret.ts";
import * as shape from "./shape.ts";
import type { Value } from "./text.ts";
import type { Route, WebEndpoint } from "./web.ts";

// Who may pass a route. The ingress asks before the app sees a request; with OpenID Connect the app asks by itself.

/** What `route` takes for `auth`. */
export type Auth =
  /** Whoever reaches the hostname may pass, for a reason that is shown in the model. */
  | { readonly kind: "none"; readonly reason: string }
  /** A name and a password, asked for by the ingress. `users` has the lines of an htpasswd file, passwords by bcrypt. */
  | { readonly kind: "basic"; readonly users: Secret }
  /** The members of any of these groups, as an identity provider knows them: `authentik.group("family")`. */
  | { readonly kind: "sign-on"; readonly provider: SignOn; readonly groups: readonly string[] };

/** How a route is guarded in the end: `sign-on` is `oidc` where the app can, else `forward`. */
export type RouteAuth =
  | Exclude<Auth, { kind: "sign-on" }>
  | (Omit<Extract<Auth, { kind: "sign-on" }>, "kind"> & { readonly kind: "forward" | "oidc" });

/** What an identity provider is to an ingress and to the apps behind it. */
export interface SignOn {
  /** Its own pages, on which people sign in. */
  readonly web: WebEndpoint;
  readonly forward: ForwardAuth;
  /** Called once for each route that it guards. */
  guard(web: WebEndpoint, route: Route): void;
  /** What an app enters for signing in by OpenID Connect; known for those that a route guards so. */
  client(web: WebEndpoint): OidcClient | undefined;
}

/** How an ingress asks an identity provider about each request. */
export interface ForwardAuth {
  readonly endpoint: WebEndpoint;
  /** The path that leads to the provider on every guarded hostname. */
  readonly prefix: string;
  /** What each proxy asks, below the prefix. */
  readonly check: { readonly traefik: string; readonly nginx: string };
  /** Where who is not signed in is sent, below the prefix. */
  readonly signIn: string;
  /** The headers of its answer that reach the app. */
  readonly headers: readonly string[];
  /** The domain of the cookie by which it knows visitors again. Default: each guarded name has a cookie of its own. */
  readonly cookieDomain?: string;
}

export interface OidcClient {
  readonly id: string;
  readonly secret: Secret;
  /** Its address, to which `.well-known/openid-configuration` is added. */
  readonly issuer: Value;
  /** What that page says, for apps that do not read it. */
  readonly endpoints: { readonly authorization: Value; readonly token: Value; readonly userinfo: Value };
}

const authShape = shape.either(
  shape.props<Extract<Auth, { kind: "none" }>>({
    kind: shape.needed(shape.oneOf(["none"])),
    reason: shape.needed(shape.text),
  }),
  shape.props<Extract<Auth, { kind: "basic" }>>({
    kind: shape.needed(shape.oneOf(["basic"])),
    users: shape.needed(shape.instance("Secret", (value) => value instanceof Secret)),
  }),
  shape.props<Extract<Auth, { kind: "sign-on" }>>({
    kind: shape.needed(shape.oneOf(["sign-on"])),
    provider: shape.needed(shape.open),
    groups: shape.needed(shape.list(shape.text)),
  }),
);

/** What {@link Ingress.route} takes besides the hostname and the app. */
export interface RouteOptions {
  /** Default: whatever the app itself asks; a check reports an app that asks nothing. */
  readonly auth?: Auth;
}

export const routeShape = shape.props<RouteOptions>({ auth: authShape });

/**
 * Headers by which proxies say who somebody is. None that a client sends passes an ingress: some app would believe it.
 * Sources: authentik, Authelia, oauth2-proxy, Grafana's and Nextcloud's documentation of sign-on by a proxy.
 */
export const identityHeaders: readonly string[] = [
  ...["username", "groups", "entitlements", "email", "name", "uid", "jwt", "meta-jwks", "meta-outpost"].map(authentik),
  ...["meta-provider", "meta-app", "meta-version"].map(authentik),
  ...["Remote-User", "Remote-Groups", "Remote-Email", "Remote-Name"],
  ...["X-Remote-User", "X-WebAuth-User", "X-Auth-Request-User", "X-Auth-Request-Email", "X-Auth-Request-Groups"],
  ...["X-Forwarded-User", "X-Forwarded-Groups", "X-Forwarded-Email", "X-Forwarded-Preferred-Username"],
];

function authentik(name: string): string {
  return `X-authentik-${name}`;
}
