import type { RouteOptions } from "./auth.ts";
import type { Address, Endpoint, SqlEngine } from "./endpoint.ts";
import type { Secret } from "./secret.ts";
import { Text } from "./text.ts";
import type { Route, WebEndpoint } from "./web.ts";

// Components ask for what they need, not for who provides it: an external database, or Traefik in place of a tunnel, fits.

/** A database of one consumer, with a role and a password of its own. */
export interface SqlDatabase<E extends SqlEngine = SqlEngine> {
  readonly engine: E;
  readonly endpoint: Address<E>;
  /** The database's name. */
  readonly database: string;
  readonly user: string;
  readonly password: Secret;
  /** The extensions that are created in it. Default: that is not known. */
  readonly extensions?: readonly string[];
  /** `postgres://user:password@host:port/database`, the password percent-encoded. */
  readonly url: Text;
}

/** A database from its parts: one that an administrator has made on a server outside of this homelab, see `external`. */
export function sqlDatabase<E extends SqlEngine>(parts: Omit<SqlDatabase<E>, "url">): SqlDatabase<E> {
  const { engine, endpoint, database, user, password } = parts;
  const account = [`${engine}://${encoded(user)}:`, ...password.uriEncoded.parts, "@"];
  return { ...parts, url: new Text([...account, ...endpoint.address.parts, `/${encoded(database)}`]) };
}

/** A key-value server that speaks Redis' protocol. */
export interface KeyValue {
  readonly endpoint: Address<"redis">;
  /** Default: none is asked for. */
  readonly password?: Secret;
  /** `redis://:password@host:port`, the password percent-encoded. */
  readonly url: Text;
}

/** A key-value server from its parts, such as one outside of this homelab, see `external`. */
export function keyValue(parts: Omit<KeyValue, "url">): KeyValue {
  const { endpoint, password } = parts;
  const account = password === undefined ? [] : [":", ...password.uriEncoded.parts, "@"];
  return { ...parts, url: new Text(["redis://", ...account, ...endpoint.address.parts]) };
}

/** An app that people visit with a browser. */
export interface Web {
  readonly web: WebEndpoint;
}

/** A server that answers Prometheus' queries: Prometheus itself, or what speaks its API, such as one outside of this homelab. */
export interface MetricsServer {
  readonly api: Address<"http" | "https">;
}

/** What leads hostnames to web endpoints: a tunnel, a reverse proxy. */
export interface Ingress {
  /**
   * Leads a hostname to an app. A name without a dot (`"git"`) stands below the homelab's domain, `"@"` is the domain
   * itself. From the route follow the app's public URL, its allowed hosts, the shared network and the dashboard's tile.
   * A hostname may have several ingresses: one for the LAN and one for the internet, say.
   */
  route(host: string, web: WebEndpoint, options?: RouteOptions): Route;
}

/** An ingress that runs here and may stand behind a tunnel, where it asks for the logins that the tunnel cannot. */
export interface ReverseProxy extends Ingress {
  /** Where a tunnel hands requests over, by plain HTTP; whoever asks for it opens it. */
  tunnelEntry(): Endpoint<"http">;
}

/** Half of a pair of code units has no encoding: the check that refuses such a text everywhere reports it. */
function encoded(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\uFFFD"));
}
