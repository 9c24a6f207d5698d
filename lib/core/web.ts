import type { Auth, OidcClient, RouteAuth } from "./auth.ts";
import { Endpoint, type EndpointOptions, metricsShape } from "./endpoint.ts";
import { Homelab } from "./homelab.ts";
import type { Service } from "./service.ts";
import * as shape from "./shape.ts";
import { Text } from "./text.ts";

/** How an app shows on the dashboard. */
export interface Tile {
  /** The name shown. */
  readonly name: string;
  /** The heading it stands under. Default: `Apps`. */
  readonly group?: string;
  /** The icon's file name in the dashboard's icon set (`forgejo.png`) or a URL. Default: none. */
  readonly icon?: string;
  readonly description?: string;
}

export interface WebOptions extends EndpointOptions {
  /** Default: no tile. */
  readonly tile?: Tile;
  /**
   * Whether the app itself asks its visitors who they are: `own` if it does, `none` if it lets in whoever reaches it.
   * A check speaks up where such an app is routed. Default: unknown.
   */
  readonly auth?: "own" | "none";
  /** That it can sign people in by OpenID Connect, and the paths to which the provider sends them back. Default: it cannot. */
  readonly oidc?: { readonly redirectPaths: readonly string[] };
  /** Whether it believes headers such as `Remote-User`: then nobody but its ingress may reach it. Default: false. */
  readonly trustsIdentityHeaders?: boolean;
}

/** What {@link Service.web} takes besides the port. */
export interface NamedWebOptions extends WebOptions {
  readonly name?: string;
  readonly protocol?: "http" | "https";
}

export const webShape = shape.props<NamedWebOptions>({
  name: shape.text,
  protocol: shape.oneOf(["http", "https"]),
  after: shape.callback,
  metrics: metricsShape,
  host: shape.text,
  auth: shape.oneOf(["own", "none"]),
  oidc: shape.props<{ redirectPaths: readonly string[] }>({ redirectPaths: shape.needed(shape.list(shape.text)) }),
  trustsIdentityHeaders: shape.flag,
  tile: shape.props<Tile>({
    name: shape.needed(shape.text),
    group: shape.text,
    icon: shape.text,
    description: shape.text,
  }),
});

/** One hostname that leads to a web endpoint through an ingress. */
export interface Route {
  /** The full hostname, `git.example.com`. */
  readonly host: string;
  /** The scheme that visitors use: what stands at the ingress' outer end. */
  readonly scheme: "http" | "https";
  /** The service that carries the requests. */
  readonly ingress: Service;
  /** Who may pass. Absent where that was left to the app. */
  readonly auth?: RouteAuth;
}

/** What an ingress says of a route. */
export interface RouteTerms {
  /** Default: `https`. */
  readonly scheme?: "http" | "https";
  readonly auth?: Auth | undefined;
  /** The kinds of login that it can ask for itself. Default: none. */
  readonly asks?: readonly ("basic" | "forward")[];
}

/** An endpoint that people visit with a browser: the only kind that an ingress can route. */
export class WebEndpoint extends Endpoint<"http" | "https"> {
  readonly tile: Tile | undefined;
  readonly auth: "own" | "none" | undefined;
  readonly oidc: WebOptions["oidc"];
  readonly trustsIdentityHeaders: boolean;
  readonly #routes: Route[] = [];

  constructor(service: Service, name: string, protocol: "http" | "https", port: number, options: WebOptions = {}) {
    super(service, name, protocol, port, options);
    this.tile = options.tile;
    this.auth = options.auth;
    this.oidc = options.oidc;
    this.trustsIdentityHeaders = options.trustsIdentityHeaders ?? false;
  }

  /**
   * Leads a hostname here; called by an ingress' `route`. A name without a dot stands below the homelab's domain, `@`
   * is the domain itself, and a full name must lie in one of the homelab's domains.
   */
  addRoute(host: string, ingress: Service, terms: RouteTerms = {}): Route {
    const { scheme = "https", auth: given, asks = [] } = terms;
    const full = fullHost(host, ingress);
    const auth = given && this.#guardedBy(given);
    if (auth) refuseUnasked(full, ingress, auth, asks);
    const route = { host: full, scheme, ingress, ...(auth && { auth }) };
    this.#routes.push(route);
    if (auth?.kind === "forward" || auth?.kind === "oidc") auth.provider.guard(this, route);
    return route;
  }

  #guardedBy(auth: Auth): RouteAuth {
    if (auth.kind !== "sign-on") return auth;
    return { ...auth, kind: this.oidc ? "oidc" : "forward" };
  }

  /** What the app signs people in with, where a route asks for that. Known only inside a {@link Lazy} value. */
  get oidcClient(): OidcClient | undefined {
    const auth = this.routes.map((route) => route.auth).find((one) => one?.kind === "oidc");
    return auth?.kind === "oidc" ? auth.provider.client(this) : undefined;
  }

  /** Sorted by hostname, whatever the order of the calls. Complete only inside a {@link Lazy} value. */
  get routes(): readonly Route[] {
    return this.#routes.toSorted((a, b) => (a.host < b.host ? -1 : 1));
  }

  /** Whether some ingress leads here. Known only inside a {@link Lazy} value. */
  get isRouted(): boolean {
    return this.#routes.length > 0;
  }

  /** The address visitors use, `https://git.example.com`: of several, the first in alphabetical order. */
  get publicUrl(): Text {
    return new Text([{ kind: "public", web: this, what: "url" }]);
  }

  /** The hostname of {@link publicUrl}. */
  get publicHost(): Text {
    return new Text([{ kind: "public", web: this, what: "host" }]);
  }
}

/** HL080: a login that nobody would ask for. */
function refuseUnasked(host: string, ingress: Service, { kind }: RouteAuth, asks: readonly string[]): void {
  const isAsked = kind === "none" || kind === "oidc" || asks.includes(kind);
  if (isAsked && !(host.startsWith("*") && (kind === "forward" || kind === "oidc"))) return;
  ingress.report({
    code: "HL080",
    message: isAsked
      ? `"${host}" stands for many names, and a session is of one: sign-on cannot guard it`
      : `this ingress cannot ask for the login that "${host}" is to have (${kind})`,
    ...(!isAsked && { exists: ["none", "oidc", ...asks] }),
    fix: isAsked
      ? "route each name by itself"
      : "put a reverse proxy behind it: `new Cloudflared(…, { through: proxy })`",
  });
}

function fullHost(host: string, ingress: Service): string {
  const { domain, domains = [] } = Homelab.of(ingress).props;
  const known = [...(domain === undefined ? [] : [domain]), ...domains];
  const report = (message: string, fix: string) => {
    ingress.report({ code: "HL011", message, exists: known, fix });
    return host;
  };
  if (domain === undefined && !host.includes(".")) {
    return report(`the route "${host}" needs a domain`, "give the Homelab a `domain`, or route a full hostname");
  }
  const full = host === "@" ? `${domain}` : host.includes(".") ? host : `${host}.${domain}`;
  if (!isHostname(full)) {
    return report(`${JSON.stringify(host)} is not a hostname`, 'use labels of letters, digits and "-", such as "git"');
  }
  if (!known.some((one) => full === one || full.endsWith(`.${one}`))) {
    return report(
      `the route "${full}" lies in no domain of the homelab`,
      "route a name below one of them, or add its domain to the Homelab's `domains`",
    );
  }
  return full;
}

/** RFC 1123 section 2.1, in lowercase, with `*` allowed as the whole first label. */
function isHostname(name: string): boolean {
  return (
    name.length <= 253 &&
    /^(\*\.)?([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(name)
  );
}
